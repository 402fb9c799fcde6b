// What a scene's script uses: each function shows one thing of Kassa's in the theme that is asked
// for, and again in another theme without losing what a buyer has typed, where that can be.

const place = document.querySelector("main");
/** Of the account and of what is to be paid. */
let account;
let kassa;
let show = () => {};
let group = null;
let outcome = null;

function arrive(given) {
  account = given;
  kassa = Kassa(given.key);
}

function look(theme) {
  document.documentElement.dataset.theme = theme;
  show(theme);
}

function payment(options = {}, { appearance = {}, ...more } = {}) {
  show = (theme) => {
    const looks = { ...appearance, theme };
    if (group) return group.update({ appearance: looks });
    const { clientSecret } = account;
    if (account.customerSessionClientSecret) more.customerSessionClientSecret = account.customerSessionClientSecret;
    group = kassa.elements({ clientSecret, appearance: looks, ...more });
    const billingDetails = { address: { country: account.country } };
    group.create("payment", { defaultValues: { billingDetails }, ...options }).mount(place);
  };
}

/** Presses the merchant's button. */
function pay() {
  const confirmParams = { return_url: location.href };
  kassa.confirmPayment({ elements: group, confirmParams, redirect: "if_required" }).then((answer) => (outcome = answer));
}

function express(options = {}) {
  show = (theme) => {
    const elements = kassa.elements({ clientSecret: account.clientSecret, appearance: { theme } });
    elements.create("expressCheckout", options).mount(place);
  };
}

/** An address, or the form for an e-mail address. */
function contact(type, options) {
  show = (theme) => {
    kassa.elements({ clientSecret: account.clientSecret, appearance: { theme } }).create(type, options).mount(place);
  };
}

function messaging(options) {
  show = (theme) => {
    kassa.elements({ appearance: { theme } }).create("paymentMethodMessaging", options).mount(place);
  };
}

function tag() {
  const host = document.createElement("kassa-checkout");
  host.setAttribute("publishable-key", account.key);
  host.setAttribute("client-secret", account.clientSecret);
  show = (theme) => {
    host.setAttribute("theme", theme);
    if (!host.isConnected) place.append(host);
  };
}

/** In the shadow root that a later element draws into. */
function within(selector) {
  return place.firstElementChild?.shadowRoot?.querySelector(selector);
}

/** A device with Apple Pay, as far as a page can tell before a press. */
function hasApplePay() {
  window.ApplePaySession = class {
    static canMakePayments = () => true;
  };
  kassa = Kassa(account.key);
}

/** A device with Google Pay. */
function hasGooglePay() {
  class PaymentsClient {
    isReadyToPay = async () => ({ result: true });
  }
  window.google = { payments: { api: { PaymentsClient } } };
  kassa = Kassa(account.key);
}

/** When nothing moves any more. */
async function still() {
  const passes = ({ effect }) => effect.getTiming().iterations !== Infinity;
  const frame = () => new Promise(requestAnimationFrame);
  await document.fonts.ready;
  await Promise.allSettled(document.getAnimations().filter(passes).map(({ finished }) => finished));
  let height;
  do {
    height = document.documentElement.scrollHeight;
    for (let count = 0; count < 4; count++) await frame();
  } while (height !== document.documentElement.scrollHeight);
  return Math.ceil(document.body.getBoundingClientRect().height);
}
