// The expressCheckout element: a row of buttons for what this device and this account can pay with
// in one press. kassa.js loads this once a page makes one.

import { confirmation } from "./express/confirmation.js";
import { buttons, styles } from "./express/buttons.js";
import { readOptions, refuseUnknown } from "./express/options.js";
import { errorIn, integrationError, NOT_LOADED } from "./kassa/errors.js";
import { fetchSession } from "./kassa/session.js";

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
const SHEETS = ["apple_pay", "google_pay"];

/** Draws into `root`, and again after each `update`. */
export function draw(root, { group, options, tell, hears }) {
  let stopped = false;
  root.adoptedStyleSheets = [styles()];

  async function update() {
    const { error } = await show().catch((error) => ({ error }));
    if (!error || stopped) return;
    if (error.name === "IntegrationError") console.error(error);
    tell("loaderror", { error });
  }

  async function show() {
    if (!group.clientSecret) throw integrationError("expressCheckout: pass the clientSecret of a payment intent to elements().");
    const chosen = readOptions(options, TYPES);
    group.session ??= fetchSession(group);
    const { answered } = await group.session;
    if (stopped) return {};
    if (answered?.status !== 200) return { error: errorIn(answered?.body) ?? NOT_LOADED };
    const session = JSON.parse(answered.body);
    const offers = chosen.arrange(session.offers.filter(isExpress));
    root.host.dir = session.direction;
    root.replaceChildren(...buttons(group.origin, offers, chosen, press));
    const available = Object.entries(TYPES).map(([method, type]) => [type, offers.some((offer) => offer.type === method)]);
    tell("ready", { availablePaymentMethods: offers.length ? Object.fromEntries(available) : undefined });
    return {};
  }

  async function press(method) {
    if (group.express) return;
    if (!(await allowed(method, tell, hears)) || stopped) return;
    const current = { method };
    group.express = current;
    const end = () => {
      if (group.express === current) group.express = null;
    };
    const sheet = SHEETS.includes(method) ? ((await (await group.sheets)?.[method]()) ?? { error: NOT_LOADED }) : null;
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
    tell("confirm", { expressPaymentType: method, paymentFailed: current.paymentFailed });
  }

  update();
  return {
    update,
    stop() {
      stopped = true;
      group.express?.paymentFailed?.();
    },
  };
}

/** What needs nothing typed: the rest is for the payment element. */
function isExpress({ type, fields }) {
  return Object.hasOwn(TYPES, type) && (SHEETS.includes(type) || fields.every(({ optional }) => optional));
}

/** Whether the page lets the press go on. */
function allowed(method, tell, hears) {
  if (!hears("click")) return true;
  return new Promise((resolve) => {
    const late = setTimeout(() => {
      console.warn("expressCheckout: click was not answered by resolve() within a second.");
      resolve(false);
    }, CLICK_TIMEOUT_MS);
    const answer = (isAllowed) => {
      clearTimeout(late);
      resolve(isAllowed);
    };
    tell("click", {
      expressPaymentType: method,
      resolve(details = {}) {
        refuseUnknown("click: resolve()", details);
        answer(true);
      },
      reject: () => answer(false),
    });
  });
}
