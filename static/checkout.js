// What is behind the tag <kassa-checkout>: the payment element, a button with the amount, and the
// events by which a page may follow. kassa.js loads this once such a tag is on the page.

import { button, problemText, styles } from "./checkout/parts.js";

/** Of an intent that nothing is left to do for. */
const PAID = ["succeeded", "processing", "requires_capture"];
/** Of an intent that a button can still pay. */
const OPEN = ["requires_payment_method", "requires_confirmation", "requires_action"];
/** What the element does not tell by itself. */
const UNTOLD_CODES = ["payment_canceled", "wallet_failed"];

const ATTRIBUTES = ["publishable-key", "client-secret", "locale", "theme"];

const checkouts = new WeakMap();

/**
 * Brings a tag in line with its place, and from then on with its attributes. `tools` are the loader's: `kassa`, the
 * function that pages call, and `sessionOf` an elements object.
 */
export function follow(host, tools) {
  if (!checkouts.has(host)) {
    if (!host.isConnected) return;
    checkouts.set(host, checkout(host, tools));
  }
  checkouts.get(host).follow();
}

function checkout(host, { kassa, sessionOf }) {
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open", delegatesFocus: true });
  const place = document.createElement("div");
  const problem = problemText();
  const pay = button();
  root.adoptedStyleSheets = [styles()];
  root.replaceChildren(place, problem, pay.element);
  pay.element.onclick = press;

  /** What is on the page: its attributes, the elements, and how they are confirmed. */
  let shown = null;

  function follow() {
    const attribute = (name) => host.getAttribute(name) || undefined;
    const [key, clientSecret, locale, theme] = ATTRIBUTES.map(attribute);
    const wanted = host.isConnected && key && clientSecret ? JSON.stringify([key, clientSecret, locale, theme]) : null;
    if (wanted === (shown?.wanted ?? null)) return;
    stop();
    if (wanted) start(wanted, { key, clientSecret, locale, theme });
  }

  function start(wanted, { key, clientSecret, locale, theme = "auto" }) {
    host.dataset.theme = theme;
    const current = { wanted };
    shown = current;
    try {
      current.kassa = kassa(key, { locale });
      current.elements = current.kassa.elements({ clientSecret, appearance: { theme } });
      current.payment = current.elements.create("payment");
    } catch (error) {
      return tellDeveloper(error);
    }
    const { payment } = current;
    payment.on("ready", () => open(current));
    payment.on("change", ({ elementType, ...detail }) => tell("change", detail));
    payment.on("loaderror", ({ error }) => {
      pay.hide();
      tell("error", { error });
    });
    pay.reserve();
    payment.mount(place);
  }

  function stop() {
    shown?.payment?.destroy();
    shown = null;
    place.replaceChildren();
    problem.textContent = "";
    pay.hide();
  }

  /** The element is there, and with it the amount. */
  async function open(current) {
    const { answered } = await sessionOf(current.elements);
    if (current !== shown || !answered) return;
    const { intent, locale, direction, strings } = JSON.parse(answered.body);
    root.host.dir ||= direction;
    if (OPEN.includes(intent.status)) pay.offer(strings["checkout.pay"], intent, locale);
    else pay.hide();
    tell("ready", {});
  }

  async function press() {
    const current = shown;
    problem.textContent = "";
    pay.setBusy(true);
    const { error, paymentIntent } = await confirm(current);
    if (current !== shown) return;
    pay.setBusy(false);
    if (error) {
      // All else stands in the element already, beside the field that it is about.
      if (UNTOLD_CODES.includes(error.code)) problem.textContent = error.message;
      return tell("error", { error });
    }
    // What else the buyer has to do, the element shows.
    pay.hide();
    if (PAID.includes(paymentIntent.status)) tell("success", { paymentIntent });
  }

  /** With a return URL the buyer goes there; without one they come back here from wherever they pay. */
  async function confirm({ kassa, elements }) {
    const given = host.getAttribute("return-url");
    try {
      const confirmParams = { return_url: new URL(given ?? location.href, document.baseURI).href };
      return await kassa.confirmPayment({ elements, confirmParams, redirect: given ? "always" : "if_required" });
    } catch (error) {
      tellDeveloper(error);
      return { error };
    }
  }

  function tell(name, detail) {
    host.dispatchEvent(new CustomEvent(`kassa-${name}`, { detail, bubbles: true, composed: true }));
  }

  function tellDeveloper(error) {
    console.error(error);
    tell("error", { error });
  }

  new MutationObserver(follow).observe(host, { attributeFilter: ATTRIBUTES });
  // Back from a partner's page, the browser shows this one as it was: waiting for an answer.
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted || !shown) return;
    stop();
    follow();
  });

  return { follow };
}
