// Kassa's own checkout of one payment, for a buyer who has pressed Link in a shop. The payment element
// is mounted as in any other page, and shows what the buyer keeps with Link, and a card's form.

import { ask } from "./link/ask.js";
import { speaker, tag } from "./link/sign_in.js";

/** The edge waits for a partner. */
const TIMEOUT_MS = 15_000;
/** What the element does not tell by itself. */
const UNTOLD_CODES = ["payment_canceled", "wallet_failed", "payment_intent_authentication_failure"];

const place = document.getElementById("link");
const locale = navigator.language;

start();

async function start() {
  const { body, error } = await send("payment");
  if (!body) return fail(error);
  show(body);
}

function show(payment) {
  const said = speaker(payment.texts);
  speak(payment, said);
  const pages = { open, paid: () => end(payment, said, "link.pay.done"), over: () => end(payment, said, "link.pay.over") };
  pages[payment.standing](payment, said);
}

function open(payment, said) {
  const { amount, currency, currency_exponent: exponent, purpose, merchant } = payment;
  const money = new Intl.NumberFormat(payment.locale, { style: "currency", currency });
  const sum = money.format(amount / 10 ** exponent);
  const isSetup = purpose === "setup";
  const form = tag("div", { className: "form" });
  const problem = tag("p", { className: "problem" });
  const pay = tag("button", { type: "button", className: "primary", textContent: said(isSetup ? "setup.checkout.pay" : "checkout.pay", { amount: sum }) });
  const back = tag("button", { type: "button", textContent: said("link.pay.back") });
  const row = tag("div", { className: "actions" });
  problem.setAttribute("role", "alert");
  row.append(pay, back);
  place.replaceChildren(
    tag("h1", { textContent: said("link.pay.title") }),
    tag("p", { textContent: merchant }),
    ...(isSetup ? [] : [tag("p", { className: "amount", textContent: sum })]),
    form,
    problem,
    row,
  );
  const { kassa, elements } = element(payment, form);
  const confirm = isSetup ? kassa.confirmSetup : kassa.confirmPayment;
  /** One thing at a time: what is pressed meanwhile is not heard. */
  let busy = false;

  pay.onclick = () =>
    once(async () => {
      const { error } = await confirm({ elements, redirect: "if_required" });
      if (!error) return leave(payment);
      if (UNTOLD_CODES.includes(error.code)) problem.textContent = error.message;
      // It may have been paid, or ended, in another window.
      const { body } = await send("payment");
      if (body && body.standing !== "open") show(body);
    });

  back.onclick = () =>
    once(async () => {
      const { body } = await send("payment/leave");
      if (!body || body.standing === "open") problem.textContent = said("link.pages.failed");
      else leave(payment);
    });

  async function once(pressed) {
    if (busy) return;
    busy = true;
    problem.textContent = "";
    for (const button of [pay, back]) button.setAttribute("aria-disabled", true);
    await pressed();
    busy = false;
    for (const button of [pay, back]) button.removeAttribute("aria-disabled");
  }
}

function element({ publishable_key: key, client_secret: clientSecret, locale, email }, form) {
  const kassa = window.Kassa(key, { locale });
  const elements = kassa.elements({ clientSecret, appearance: { theme: "auto" } });
  const payment = elements.create("payment", {
    layout: { type: "accordion", defaultCollapsed: false },
    // They are no cards that Link could keep, and asking for them reaches out of this page.
    wallets: { applePay: "never", googlePay: "never" },
    ...(email && { defaultValues: { billingDetails: { email } } }),
  });
  payment.mount(form);
  return { kassa, elements };
}

/** There is nothing left to do here but to go on. */
function end(payment, said, key) {
  const { back, merchant } = payment;
  const link = tag("a", { href: back, className: "primary", textContent: said("link.pay.return", { merchant }) });
  place.replaceChildren(tag("h1", { textContent: said("link.pay.title"), tabIndex: -1 }), tag("p", { textContent: said(key) }), link);
  place.querySelector("h1").focus();
}

/** The way back does not lead here again. */
function leave({ back }) {
  location.replace(back);
  // The page is as busy as its buttons until it is gone.
  return new Promise(() => {});
}

/** Of a payment that nobody knows the page says so; what cannot be reached can be asked again. */
async function fail({ code }) {
  const { body } = code === "api_connection_error" ? {} : await ask("/link/api/consumer", { texts: true, locale });
  if (body) {
    const said = speaker(body.texts);
    speak(body, said);
    place.replaceChildren(tag("h1", { textContent: said("link.pay.title") }), tag("p", { textContent: said("link.pay.over") }));
    return;
  }
  const again = tag("button", { type: "button", textContent: "Try again", onclick: () => location.reload() });
  place.removeAttribute("aria-busy");
  place.append(tag("p", { textContent: "Link cannot be reached.", role: "alert" }), again);
}

function speak({ locale: lang, direction: dir }, said) {
  Object.assign(document.documentElement, { lang, dir });
  document.title = said("link.pay.title");
  place.removeAttribute("aria-busy");
}

function send(path) {
  return ask(`/link/api/${path}`, { payment: location.hash.slice(1), locale }, TIMEOUT_MS);
}
