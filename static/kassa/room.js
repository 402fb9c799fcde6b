// How much room the page keeps for the element before the iframe knows. The figures repeat
// static/css/element, and the choice of layout checkout-ui/src/offers.rs.

import { hiddenBy } from "./hidden_fields.js";
import { layoutOf } from "./layout.js";
import { walletsFor } from "./wallets.js";

/** A row of the list of methods, with the line above it. */
const ROW_HEIGHT = 57;
/** A row that stands apart, and what is between two of them. */
const SPACED_ROW_HEIGHT = 58;
const ROW_GAP = 8;
/** The card form's fields, and the same without the line for country and postal code. */
const FORM_HEIGHTS = [228, 148];
/** With labels inside of inputs: with room between those, and without. */
const FLOATING_FORM_HEIGHTS = [186, 120];
const CONDENSED_FORM_HEIGHTS = [160, 107];
/** Rows of the list before the buyer asks for more. */
const ROWS_MAX = 4;
/** What takes a saved method away. */
const REMOVE_HEIGHT = 44;
/** Around the open form in the list. */
const PANEL_PADDING = 24;
/** The tabs, the narrowest that one can be, and what is between two and above the form. */
const TAB_HEIGHT = 68;
const TAB_WIDTH = 112;
const TAB_GAP = 8;
const TAB_PANEL_PADDING = 16;
/** Room for focus rings, which the iframe takes beyond its place on every side. */
export const BLEED = 4;

/** The height of an element as wide as `width`, and what its outlines look like. */
export function roomFor(group, options, width) {
  const { type, radios, defaultCollapsed, spacedAccordionItems, visibleAccordionItemsCount } = layoutOf(options);
  // The session's secret ends with how many methods the customer has saved, and whether they can be removed.
  const told = parseInt(group.told.customer_session_client_secret?.slice(-1) ?? 0, 36);
  const saved = told >> 1;
  const count = saved + methodsOf(group) + walletsFor(group).length;
  const fittingTabs = Math.floor((width + TAB_GAP) / (TAB_WIDTH + TAB_GAP));
  const isTabs = type === "tabs" || (type === "auto" && fittingTabs >= Math.min(count, ROWS_MAX));
  const hidden = hiddenBy(group, options);
  const isHidden = (field) => hidden.includes(field) || hidden.includes(`card/${field}`);
  const cardForm = formHeights(group.appearance)[isHidden("country") && isHidden("postal-code") ? 1 : 0];
  // What is saved comes first, and is open.
  const form = saved ? (told % 2) * REMOVE_HEIGHT : cardForm;
  const room = (outline, height) => ({ outline: saved ? "closed" : outline, height: height + 2 * BLEED });

  if (count === 1 && !defaultCollapsed && radios !== "always") return room("bare", form);
  if (isTabs) {
    return defaultCollapsed ? room("closed", TAB_HEIGHT) : room("tabs", TAB_HEIGHT + TAB_PANEL_PADDING + form);
  }
  const rows = rowsOf(count, visibleAccordionItemsCount, saved);
  const list = spacedAccordionItems ? rows * (SPACED_ROW_HEIGHT + ROW_GAP) - ROW_GAP : rows * ROW_HEIGHT + 1;
  return defaultCollapsed ? room("closed", list) : room("list", list + PANEL_PADDING + form);
}

/** The last character of a client secret says how many methods there are, up to nine. */
function methodsOf({ clientSecret, told }) {
  if (clientSecret) return Number(clientSecret.slice(-1)) || 1;
  return (told.payment_method_types ?? told.allowed_payment_method_types)?.length ?? ROWS_MAX;
}

function formHeights({ labels, inputs }) {
  if (inputs === "condensed") return CONDENSED_FORM_HEIGHTS;
  return labels === "floating" ? FLOATING_FORM_HEIGHTS : FORM_HEIGHTS;
}

/** With the one that stands for the rest. */
function rowsOf(count, visible, saved) {
  return Math.min(count, visible === undefined ? Math.max(ROWS_MAX, saved + 2) : visible ? visible + 1 : count);
}
