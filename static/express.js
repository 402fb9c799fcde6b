// The expressCheckout element: a row of buttons for what this device and this account can pay with
// in one press. kassa.js loads this once a page makes one.

import { appleAsks } from "./express/apple_sheet.js";
import { asksForMore, ASKING, readAsked } from "./express/asked.js";
import { buttons, styles } from "./express/buttons.js";
import { changes, present } from "./express/changes.js";
import { confirmation } from "./express/confirmation.js";
import { googleAsks } from "./express/google_sheet.js";
import { labelsFor } from "./express/labels.js";
import { readOptions, refuseUnknown } from "./express/options.js";
import { loadSheets } from "./intents/sheets.js";
import { focusing } from "./kassa/focusing.js";
import { errorIn, integrationError, NOT_LOADED } from "./kassa/errors.js";

/** How long a page may take to answer a press; browsers open sheets only while the press is fresh. */
const CLICK_TIMEOUT_MS = 1_000;
/** By the names of their methods, those of the page's options. */
const TYPES = {
  apple_pay: "applePay",
  google_pay: "googlePay",
  paypal: "paypal",
  amazon_pay: "amazonPay",
  klarna: "klarna",
  link: "link",
};
/** Wallets whose sheets open in the page, and how they are asked for more than the payment. */
const SHEETS = { apple_pay: appleAsks, google_pay: googleAsks };

/** Draws into `root`, and again after each `update`. */
export function draw(root, element) {
  const { group, options } = element;
  const { hears } = element.events;
  const tell = (name, event) => element.emit(name, event);
  let stopped = false;
  let shown = null;
  root.adoptedStyleSheets = [styles()];

  async function update() {
    const { error } = await show().catch((error) => ({ error }));
    if (!error || stopped) return;
    if (error.name === "IntegrationError") console.error(error);
    tell("loaderror", { error });
  }

  async function show() {
    if (!group.clientSecret && !group.told.mode) {
      throw integrationError("expressCheckout: pass the clientSecret of a payment intent, or a mode, to elements().");
    }
    const chosen = readOptions(options, TYPES);
    group.session ??= group.fetch();
    const { answered } = await group.session;
    if (stopped) return {};
    if (answered?.status !== 200) return { error: errorIn(answered?.body) ?? NOT_LOADED };
    const session = JSON.parse(answered.body);
    loadSheets(group, session);
    const offers = chosen.arrange(session.offers.filter((offer) => isExpress(offer, options)));
    const labelOf = await labelsFor(group, offers, chosen.typeOf);
    if (stopped) return {};
    root.host.dir = session.direction;
    shown?.stop();
    const { locale, strings } = session;
    const { origin, appearance } = group;
    const look = { origin, locale, theme: appearance.theme, more: strings["methods.more"], labelOf };
    shown = buttons(root, look, offers, chosen, press);
    const available = Object.entries(TYPES).map(([method, type]) => [type, offers.some((offer) => offer.type === method)]);
    tell("ready", { availablePaymentMethods: offers.length ? Object.fromEntries(available) : undefined });
    return {};
  }

  async function press(method) {
    if (group.express) return;
    const details = await allowed(method, options, tell, hears);
    if (!details || stopped) return;
    const current = { method };
    group.express = current;
    const end = () => {
      if (group.express === current) group.express = null;
    };
    const sheet = Object.hasOwn(SHEETS, method) ? await open(method, { ...options, ...details }) : null;
    if (stopped || sheet?.error) {
      end();
      sheet?.close?.(false);
      return tell("cancel", {});
    }
    Object.assign(current, confirmation(group, method, sheet, end));
    if (!hears("confirm")) {
      current.paymentFailed();
      throw integrationError("expressCheckout: listen to confirm, and call confirmPayment() there.");
    }
    const { billing, shipping, rate } = sheet?.details ?? {};
    tell("confirm", {
      expressPaymentType: method,
      paymentFailed: current.paymentFailed,
      ...(billing && { billingDetails: billing }),
      ...(shipping && { shippingAddress: shipping, shippingRate: rate }),
    });
  }

  /** Resolves as static/wallets.js does. */
  async function open(method, asked) {
    const sheets = await group.sheets;
    const state = { asked, rate: asked.shippingRates?.[0] };
    const now = await present(group, asked);
    return (await sheets?.[method](SHEETS[method](now, changes({ tell, hears }, group, state), state))) ?? { error: NOT_LOADED };
  }

  update();
  return {
    update,
    ...focusing(root),
    stop() {
      stopped = true;
      shown?.stop();
      group.express?.paymentFailed?.();
    },
  };
}

/** What needs nothing typed, and can ask the buyer for what the page wants: the rest is for the payment element. */
function isExpress({ type, fields }, options) {
  if (!Object.hasOwn(SHEETS, type)) {
    return Object.hasOwn(TYPES, type) && fields.every(({ optional }) => optional) && !asksForMore(options);
  }
  // The browser's own Google Pay does not tell what the buyer changes in it.
  return type !== "google_pay" || !options.shippingAddressRequired || Boolean(window.google?.payments?.api);
}

/** What the page has to add to its options for this press; null where it does not let the press go on. */
function allowed(method, options, tell, hears) {
  if (!hears("click")) return readAsked("create()", options);
  return new Promise((resolve) => {
    const late = setTimeout(() => {
      console.warn("expressCheckout: click was not answered by resolve() within a second.");
      resolve(null);
    }, CLICK_TIMEOUT_MS);
    const answer = (details) => {
      clearTimeout(late);
      resolve(details);
    };
    tell("click", {
      expressPaymentType: method,
      resolve(details = {}) {
        refuseUnknown("click: resolve()", details, ASKING);
        readAsked("click: resolve()", { ...options, ...details });
        answer(details);
      },
      reject: () => answer(null),
    });
  });
}
