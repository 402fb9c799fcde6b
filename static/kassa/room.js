// How much room the page keeps for the element before the iframe knows. The figures repeat
// static/css/element.css.

import { walletsFor } from "./wallets.js";

/** A row of the list of methods, with the line above it. */
const ROW_HEIGHT = 57;
/** The card form's fields. */
const FORM_HEIGHT = 228;
/** The same with labels inside of inputs: with room between those, and without. */
const FLOATING_FORM_HEIGHT = 186;
const CONDENSED_FORM_HEIGHT = 160;
/** Rows of the list before the buyer asks for more. */
const ROWS_MAX = 4;
/** Around the open form in the list, and the list's own lower line. */
const PANEL_PADDING = 25;
/** Room for focus rings, which the iframe takes beyond its place on every side. */
export const BLEED = 4;

/** How many rows to keep room for: the last character of a client secret says it of the methods. */
export function rowsOf(group) {
  const rows = (Number(group.clientSecret.slice(-1)) || 1) + walletsFor(group).length;
  return Math.min(rows, ROWS_MAX);
}

export function reservedHeight(group) {
  const rows = rowsOf(group);
  const { labels, inputs } = group.appearance;
  const spaced = labels === "floating" ? FLOATING_FORM_HEIGHT : FORM_HEIGHT;
  const form = inputs === "condensed" ? CONDENSED_FORM_HEIGHT : spaced;
  return 2 * BLEED + form + (rows > 1 ? rows * ROW_HEIGHT + PANEL_PADDING : 0);
}
