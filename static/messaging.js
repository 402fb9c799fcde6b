// The paymentMethodMessaging element: what a product page says of paying later. kassa.js loads this
// once a page makes one.

import { integrationError, NOT_LOADED } from "./kassa/errors.js";
import { focusing } from "./kassa/focusing.js";
import { dialog } from "./messaging/dialog.js";
import { image, node, styles } from "./messaging/parts.js";
import { explained } from "./messaging/plan.js";

const ANSWER_TIMEOUT_MS = 10_000;
const KNOWN = ["amount", "currency", "countryCode", "paymentMethodTypes", "paymentMethods", "paymentMethodOrder", "logoColor", "metaData"];

/** Draws into `root`, and again after each `update`. */
export function draw(root, element) {
  const { group, options } = element;
  const tell = (name, event) => element.emit(name, event);
  let asked = 0;
  root.adoptedStyleSheets = [styles()];

  async function update() {
    const number = ++asked;
    root.host.dataset.theme = group.appearance.theme;
    warnOfUnknown(options);
    const { answer, error } = await ask(group, options);
    if (number !== asked) return;
    if (error) return tell("loaderror", { error });
    show(root, group.origin, answer);
    tell("ready", {});
  }

  update();
  return { update, ...focusing(root), stop: () => (asked += 1) };
}

async function ask({ origin, publishableKey, locale }, options) {
  const { amount, currency, countryCode, paymentMethodOrder } = options;
  const types = options.paymentMethodTypes ?? options.paymentMethods;
  const tag = locale === "auto" ? navigator.language : locale;
  const query = new URLSearchParams({ key: publishableKey, amount, currency, locale: tag });
  if (countryCode) query.set("country", countryCode);
  if (types) query.set("payment_method_types", types);
  if (paymentMethodOrder?.length) query.set("payment_method_order", paymentMethodOrder);
  try {
    const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
    const response = await fetch(`${origin}/v1/elements/messaging?${query}`, { credentials: "omit", signal });
    const answer = await response.json();
    return response.ok ? { answer } : { error: answer.error };
  } catch {
    return { error: NOT_LOADED };
  }
}

/** One line: the plan of the first lender, and everyone who has the same. */
function show(root, origin, { offers, strings, direction, ...money }) {
  root.host.dir = direction;
  const told = offers.map((offer) => explained(offer, strings, money));
  const [first] = told;
  if (!first) return root.replaceChildren();
  const icons = told.filter(({ sum }) => sum === first.sum).map((offer) => image(origin, offer));
  const more = dialog(origin, told, strings);
  const info = node("button", { type: "button", textContent: "i" });
  info.setAttribute("aria-label", strings["messaging.more"]);
  info.setAttribute("aria-haspopup", "dialog");
  info.onclick = () => more.showModal();
  const line = node("p", { className: "line" }, [
    node("span", { className: "icons" }, icons),
    node("span", { textContent: first.sum }),
    info,
  ]);
  root.replaceChildren(line, more);
}

function warnOfUnknown(options) {
  const unknown = Object.keys(options).filter((name) => !KNOWN.includes(name));
  if (unknown.length) console.warn(integrationError(`paymentMethodMessaging: unknown options ${unknown.join(", ")}.`).message);
}
