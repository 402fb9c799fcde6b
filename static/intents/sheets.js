// The sheets of wallets, whose code is loaded where one is on offer.

import { NOT_LOADED } from "../kassa/errors.js";
import { script } from "../kassa/script.js";
import { walletsFor } from "../kassa/wallets.js";

/** Makes ready what opens the sheets of a group, each by the name of its method. */
export function loadSheets(group, session) {
  if (!session.wallet_sheet) return;
  group.sheets = script(group.origin, "wallets.js").then(({ sheetsOf }) => sheetsOf(group, session), () => ({}));
}

/**
 * The sheet of the wallet that is chosen, once the buyer has agreed to it; nothing where the form is
 * all there is. Browsers open it in the page alone, and while the press of the button is fresh.
 */
export async function openSheet(group) {
  const { method } = group.payment;
  if (!walletsFor(group).includes(method)) return null;
  const sheet = (await (await group.sheets)?.[method]?.()) ?? { error: NOT_LOADED };
  return { method, ...sheet };
}

/** The one that `elements.submit()` has opened, if the buyer has not changed their mind. */
export async function takeSheet(group) {
  const { sheet } = group;
  group.sheet = null;
  if (sheet && sheet.method === group.payment.method) return sheet;
  sheet?.close(false);
  return openSheet(group);
}
