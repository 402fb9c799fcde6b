// Kassa's loader: the only part of Kassa that runs in a merchant's page. It puts an iframe of
// Kassa's origin in place, hands it one message port, and exposes the interface that pages written
// for Stripe.js use. It never sees card data.

const script = typeof document === "undefined" ? null : document.currentScript;
// Importing this on a server does nothing.
if (typeof window !== "undefined" && script) {
  const origin = new URL(script.src).origin;
  window.Kassa ||= (publishableKey, options) => kassa(origin, publishableKey, options);
  // `data-global="Stripe"` serves a page whose code looks for that name.
  const { global } = script.dataset;
  if (global) window[global] ||= window.Kassa;
}

/** How long the iframe may be silent before the page says that it cannot be loaded. */
const START_TIMEOUT_MS = 10_000;
/** After its document is loaded, its script has said hello, or never will. */
const HELLO_TIMEOUT_MS = 3_000;
/** From the start of the page; a wallet that has not answered by then is not offered. */
const WALLETS_TIMEOUT_MS = 200;
const MESSAGE_CHARACTERS_MAX = 256 * 1024;
const HEIGHT_MAX = 20_000;

// These repeat static/css/element.css, so that the page has the right room before the iframe knows.
/** A row of the list of methods, with the line above it. */
const ROW_HEIGHT = 57;
/** The card form's fields. */
const FORM_HEIGHT = 228;
/** Rows of the list before the buyer asks for more. */
const ROWS_MAX = 4;
/** Around the open form in the list, and the list's own lower line. */
const PANEL_PADDING = 25;
/** Room for focus rings, which the iframe takes beyond its place on every side. */
const BLEED = 4;

const NOT_LOADED = {
  type: "api_connection_error",
  message: "The payment form could not be loaded. Check your connection and try again.",
};

/** The object that a merchant's page works with. */
function kassa(origin, publishableKey, { locale = "auto" } = {}) {
  if (!/^pk_\w+$/.test(publishableKey)) {
    throw integrationError("Kassa(): pass your publishable key, which starts with pk_.");
  }
  const context = { origin, publishableKey, locale, wallets: walletsOf(publishableKey) };
  return {
    elements: (options) => elements(context, options),
    confirmPayment: (options) => confirmPayment(context, options),
    retrievePaymentIntent: (clientSecret) => retrievePaymentIntent(context, clientSecret),
    registerAppInfo: () => {},
    _registerWrapper: () => {},
  };
}

/** What belongs to each Elements object; kept out of the objects that pages hold and spread. */
const internals = new WeakMap();

/** The group of elements of one payment. */
function elements(context, { clientSecret, locale = context.locale, appearance = {} } = {}) {
  if (!intentOf(clientSecret)) {
    throw integrationError("elements(): pass the clientSecret of a payment intent.");
  }
  const group = { ...context, clientSecret, locale, theme: themeOf(appearance), payment: null, sheets: null };
  const handle = {
    create(type, options) {
      if (type !== "payment") throw integrationError(`elements.create(): there is no element "${type}" yet.`);
      if (group.payment) throw integrationError("elements.create(): this group has a payment element already.");
      group.country = options?.defaultValues?.billingDetails?.address?.country;
      group.order = options?.paymentMethodOrder;
      const { applePay, googlePay } = options?.wallets ?? {};
      group.never = [applePay === "never" && "apple_pay", googlePay === "never" && "google_pay"];
      // Under way before the iframe exists, so that neither waits for the other.
      group.session = fetchSession(group);
      group.payment = paymentElement(group, options);
      return group.payment.element;
    },
    getElement: (type) => (type === "payment" && group.payment ? group.payment.element : null),
    update({ appearance } = {}) {
      if (appearance) group.theme = themeOf(appearance);
    },
    fetchUpdates: async () => ({}),
    async submit() {
      if (!group.payment) return { error: notMounted("elements.submit()") };
      const { error } = await group.payment.ask("submit", {});
      return error ? { error } : {};
    },
  };
  internals.set(handle, group);
  return handle;
}

/** One payment element: its place in the page, its iframe, and the port to it. */
function paymentElement(group, options = {}) {
  const listeners = new Map();
  const pending = new Map();
  const state = { frame: null, port: null, place: null, ready: false, timer: 0, requests: 0, method: null };

  const emit = (name, event = {}) => {
    for (const listener of [...(listeners.get(name) || [])]) listener({ elementType: "payment", ...event });
  };
  const post = (message) => state.port?.postMessage(JSON.stringify(message));

  /** Asks the iframe and waits for the answer with the same number. */
  const ask = (type, message) =>
    new Promise((resolve) => {
      if (!state.port) return resolve({ error: notMounted("The payment element") });
      const request = ++state.requests;
      pending.set(request, resolve);
      post({ [type]: { request, ...message } });
    });

  const settle = (request, answer) => {
    pending.get(request)?.(answer);
    pending.delete(request);
  };

  async function init(port) {
    const session = await group.session;
    if (port !== state.port) return;
    const { publishableKey, clientSecret, locale, theme } = group;
    post({ init: { publishable_key: publishableKey, client_secret: clientSecret, session, locale, theme } });
  }

  /** The iframe's script runs: it gets the port, and the session when it is here. */
  function connect() {
    state.port?.close();
    const { port1, port2 } = new MessageChannel();
    state.port = port1;
    port1.onmessage = (event) => hear(event.data);
    state.frame.contentWindow.postMessage('{"type":"port"}', group.origin, [port2]);
    init(port1);
  }

  function onWindowMessage(event) {
    const isHello = event.data === '{"type":"hello"}';
    if (isHello && event.origin === group.origin && event.source === state.frame?.contentWindow) connect();
  }

  /** A message from the iframe; what has another shape is dropped. */
  function hear(text) {
    if (typeof text !== "string" || text.length > MESSAGE_CHARACTERS_MAX) return;
    let message;
    try {
      message = JSON.parse(text);
    } catch {
      return;
    }
    const handler = Object.hasOwn(handlers, message?.type) && handlers[message.type];
    if (!handler) return;
    clearTimeout(state.timer);
    handler(message);
  }

  const handlers = {
    ready() {
      if (state.ready) return;
      state.ready = true;
      emit("ready");
    },
    resize({ height }) {
      if (Number.isInteger(height) && height >= 0 && height <= HEIGHT_MAX) state.frame.style.height = `${height}px`;
    },
    change({ method, empty, complete }) {
      state.method = method;
      emit("change", { empty, complete, collapsed: false, value: { type: method } });
    },
    focus: () => emit("focus"),
    blur: () => emit("blur"),
    escape: () => emit("escape"),
    load_error: ({ error }) => emit("loaderror", { error }),
    retry_requested() {
      group.session = fetchSession(group);
      init(state.port);
    },
    submitted: ({ request, error }) => settle(request, { error }),
    confirmed({ request, outcome }) {
      if (outcome.result !== "authenticate") return settle(request, { outcome });
      authenticate(group.origin, outcome.url).then((authenticated) =>
        post({ continue: { request, authenticated } }),
      );
    },
  };

  /** The iframe itself cannot be loaded, so the page says so in its place. */
  async function giveUp() {
    const session = await group.session;
    const told = session.answered?.status >= 400 && errorIn(session.answered.body);
    const error = told || NOT_LOADED;
    const { place } = state;
    if (!place) return;
    close();
    place.replaceChildren(failure(error.message, () => mount(place)));
    emit("loaderror", { error });
  }

  function waitFor(ms) {
    clearTimeout(state.timer);
    state.timer = setTimeout(giveUp, ms);
  }

  function mount(target) {
    const place = typeof target === "string" ? document.querySelector(target) : target;
    if (!(place instanceof Element)) throw integrationError(`mount(): nothing matches ${target}.`);
    if (state.frame) {
      if (state.place === place) return;
      close();
    } else if (state.place) {
      // A second attempt after a failure.
      group.session = fetchSession(group);
    }
    const frame = document.createElement("iframe");
    frame.title = "Secure payment form";
    frame.allow = "payment *; clipboard-write";
    frame.src = `${group.origin}/element?key=${encodeURIComponent(group.publishableKey)}#${group.theme}-${rowsOf(group)}`;
    Object.assign(frame.style, {
      border: 0,
      display: "block",
      boxSizing: "border-box",
      width: `calc(100% + ${2 * BLEED}px)`,
      maxWidth: "none",
      margin: `${-BLEED}px`,
      height: `${reservedHeight(group)}px`,
      // Else a page with a colour scheme of its own puts a white sheet behind the iframe.
      colorScheme: "normal",
    });
    frame.addEventListener("load", () => state.port || waitFor(HELLO_TIMEOUT_MS));
    addEventListener("message", onWindowMessage);
    Object.assign(state, { frame, place });
    place.replaceChildren(frame);
    waitFor(START_TIMEOUT_MS);
    emit("loaderstart");
  }

  function close() {
    clearTimeout(state.timer);
    removeEventListener("message", onWindowMessage);
    state.port?.close();
    state.frame?.remove();
    for (const request of [...pending.keys()]) settle(request, { error: notMounted("The payment element") });
    Object.assign(state, { frame: null, port: null, ready: false, method: null });
  }

  function unmount() {
    close();
    state.place?.replaceChildren();
    state.place = null;
  }

  const on = (name, listener) => {
    listeners.set(name, (listeners.get(name) || new Set()).add(listener));
    return element;
  };
  const off = (name, listener) => {
    if (listener) listeners.get(name)?.delete(listener);
    else listeners.delete(name);
    return element;
  };
  const element = {
    mount,
    unmount,
    destroy() {
      unmount();
      listeners.clear();
      group.payment = null;
    },
    on,
    off,
    once: (name, listener) =>
      on(name, function first(event) {
        off(name, first);
        listener(event);
      }),
    update: (changes) => void Object.assign(options, changes),
    focus: () => (state.frame?.focus(), post("focus")),
    blur: () => post("blur"),
    clear: () => post("clear"),
    collapse: () => {},
  };
  return { element, ask, chosen: () => state.method };
}

/** Resolves with `{paymentIntent}` or `{error}`; does not resolve when the browser leaves the page. */
async function confirmPayment(context, { elements, clientSecret, confirmParams = {}, redirect = "always" } = {}) {
  const group = internals.get(elements);
  if (!group) throw integrationError("confirmPayment(): pass the elements object.");
  if (clientSecret && clientSecret !== group.clientSecret) {
    throw integrationError("confirmPayment(): the clientSecret is another than that of elements().");
  }
  if (!group.payment) return { error: notMounted("confirmPayment()") };
  // A second press while the first is under way gets the first one's answer: one press, one payment.
  group.confirming ||= askToConfirm(group, confirmParams.return_url ?? null, redirect).finally(
    () => (group.confirming = null),
  );
  return group.confirming;
}

async function askToConfirm(group, returnUrl, redirect) {
  const method = group.payment.chosen();
  let sheet;
  if (walletsFor(group).includes(method)) {
    // Browsers open a wallet's sheet in the page alone, and while the press of the button is fresh.
    sheet = (await (await group.sheets)?.[method]()) ?? { error: NOT_LOADED };
    if (sheet.error) return sheet;
  }
  const { error, outcome } = await group.payment.ask("confirm", {
    return_url: returnUrl,
    redirect,
    wallet_token: sheet?.token ?? null,
  });
  sheet?.close(outcome && outcome.result !== "error");
  const restored = (intent) => ({ ...JSON.parse(intent), client_secret: group.clientSecret });
  if (error) return { error };
  if (outcome.result === "payment_intent") return { paymentIntent: restored(outcome.payment_intent) };
  if (outcome.result === "redirect") return leave(group, outcome.url);
  const { payment_intent, ...failure } = outcome.error;
  return { error: payment_intent ? { ...failure, payment_intent: restored(payment_intent) } : failure };
}

/** Goes to the partner's page, or back to the merchant's own with the three parameters of a return. */
function leave({ clientSecret }, { to, url, redirect_status }) {
  const target = new URL(url, location.href);
  if (!/^https?:$/.test(target.protocol)) return { error: integrationError("confirmPayment(): return_url is no web address.") };
  if (to === "return") {
    target.searchParams.set("payment_intent", intentOf(clientSecret));
    target.searchParams.set("payment_intent_client_secret", clientSecret);
    target.searchParams.set("redirect_status", redirect_status);
  }
  location.assign(target);
  return new Promise(() => {});
}

async function retrievePaymentIntent({ origin, publishableKey }, clientSecret) {
  const id = intentOf(clientSecret);
  if (!id) throw integrationError("retrievePaymentIntent(): this is no client secret of a payment intent.");
  const query = new URLSearchParams({ key: publishableKey, client_secret: clientSecret });
  try {
    const response = await fetch(`${origin}/v1/payment_intents/${id}?${query}`, { credentials: "omit" });
    const body = await response.json();
    return response.ok ? { paymentIntent: body } : { error: body.error };
  } catch {
    return { error: { type: "api_connection_error", message: "The payment service cannot be reached." } };
  }
}

/**
 * Which wallets this browser has, by the names of their methods. `able` fills up as they answer;
 * `asked` resolves when all have, or when it gets late. Whatever a page has put in the way of these
 * interfaces is no wallet.
 */
function walletsOf(publishableKey) {
  const able = {};
  try {
    able.apple_pay = ApplePaySession.canMakePayments();
  } catch {}
  const late = new Promise((resolve) => setTimeout(resolve, WALLETS_TIMEOUT_MS));
  const google = async () => {
    try {
      able.google_pay = await hasGooglePay(publishableKey);
    } catch {}
  };
  return { able, asked: Promise.race([google(), late]) };
}

async function hasGooglePay(publishableKey) {
  const environment = publishableKey.startsWith("pk_test_") ? "TEST" : "PRODUCTION";
  const parameters = {
    allowedAuthMethods: ["PAN_ONLY", "CRYPTOGRAM_3DS"],
    allowedCardNetworks: ["AMEX", "DISCOVER", "JCB", "MASTERCARD", "VISA"],
  };
  const request = { apiVersion: 2, apiVersionMinor: 0, allowedPaymentMethods: [{ type: "CARD", parameters }] };
  // A page that has Google's own script knows best; else the browser may have the wallet.
  const { PaymentsClient } = window.google?.payments?.api ?? {};
  if (PaymentsClient) return (await new PaymentsClient({ environment }).isReadyToPay(request)).result;
  const method = { supportedMethods: "https://google.com/pay", data: { environment, ...request } };
  const total = { label: "Total", amount: { currency: "USD", value: "1" } };
  return new PaymentRequest([method], { total }).canMakePayment();
}

/** The wallets that may be offered, as far as they have answered. */
function walletsFor({ wallets: { able }, never }) {
  return Object.keys(able).filter((wallet) => able[wallet] && !never.includes(wallet));
}

/** The session's answer as text, for the iframe; never fails. */
async function fetchSession(group) {
  const { origin, publishableKey, clientSecret, locale, country, order } = group;
  const tag = locale === "auto" ? navigator.language : locale;
  const query = new URLSearchParams({ key: publishableKey, client_secret: clientSecret, locale: tag });
  if (country) query.set("country", country);
  if (order?.length) query.set("payment_method_order", order);
  const { userAgent, userAgentData, maxTouchPoints } = navigator;
  // A tablet of Apple's calls itself a Mac, which has no touch screen.
  const isTablet = /Mac/.test(userAgent) && maxTouchPoints > 1;
  if (userAgentData?.mobile || isTablet || /Android|iPhone|Mobile/.test(userAgent)) query.set("mobile", true);
  await group.wallets.asked;
  for (const wallet of walletsFor(group)) query.set(wallet, true);
  try {
    const response = await fetch(`${origin}/v1/elements/sessions?${query}`, {
      credentials: "omit",
      signal: AbortSignal.timeout(START_TIMEOUT_MS),
    });
    const body = await response.text();
    // Most pages never need it.
    if (body.includes('"card_wallet"')) {
      group.sheets = import(`${origin}/wallets.js`).then(({ sheetsOf }) => sheetsOf(group, JSON.parse(body)), () => {});
    }
    return { answered: { status: response.status, body } };
  } catch {
    return "unreachable";
  }
}

/**
 * Shows the bank's page above the merchant's. Resolves with whether that page said that it is done;
 * with false when the buyer closed it.
 */
function authenticate(origin, url) {
  if (new URL(url).origin !== origin) return Promise.resolve(false);
  return new Promise((resolve) => {
    const dialog = document.createElement("dialog");
    const frame = document.createElement("iframe");
    const button = document.createElement("button");
    dialog.setAttribute("aria-label", "Confirm your payment");
    frame.title = "Confirm your payment";
    frame.src = url;
    button.type = "button";
    button.textContent = "×";
    button.setAttribute("aria-label", "Cancel");
    Object.assign(dialog.style, {
      border: 0,
      padding: 0,
      width: "min(480px, 100%)",
      height: "min(640px, 100%)",
      maxWidth: "100vw",
      maxHeight: "100dvh",
      overflow: "hidden",
      borderRadius: "12px",
      background: "#fff",
      boxShadow: "0 16px 64px rgb(0 0 0 / 35%), 0 0 0 100vmax rgb(15 20 30 / 55%)",
    });
    Object.assign(frame.style, { border: 0, width: "100%", height: "100%", display: "block" });
    Object.assign(button.style, {
      position: "absolute",
      insetBlockStart: "4px",
      insetInlineEnd: "4px",
      width: "44px",
      height: "44px",
      border: 0,
      background: "none",
      color: "#4a5160",
      font: "24px/1 system-ui, sans-serif",
      cursor: "pointer",
    });
    const finish = (authenticated) => {
      removeEventListener("message", onMessage);
      // Closing gives the focus back to where it was.
      dialog.close();
      dialog.remove();
      resolve(authenticated);
    };
    const onMessage = (event) => {
      const isDone = event.data === "kassa:authenticated" && event.source === frame.contentWindow;
      if (isDone && event.origin === origin) finish(true);
    };
    addEventListener("message", onMessage);
    // Escape; the browser keeps the focus inside a modal dialog by itself.
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      finish(false);
    });
    button.onclick = () => finish(false);
    dialog.append(frame, button);
    document.body.append(dialog);
    dialog.showModal();
    frame.focus();
  });
}

/** What stands in the element's place when there is no iframe to draw it. */
function failure(message, retry) {
  const box = document.createElement("div");
  const text = document.createElement("p");
  const button = document.createElement("button");
  box.setAttribute("role", "alert");
  text.textContent = message;
  button.type = "button";
  button.textContent = "Try again";
  button.onclick = retry;
  Object.assign(box.style, { padding: "16px", border: "1px solid", borderRadius: "8px", textAlign: "center" });
  Object.assign(text.style, { margin: "0 0 12px" });
  Object.assign(button.style, { minHeight: "44px", padding: "0 20px", font: "inherit", cursor: "pointer" });
  box.append(text, button);
  return box;
}

/** How many rows to keep room for: the last character of a client secret says it of the methods. */
function rowsOf(group) {
  const rows = (Number(group.clientSecret.slice(-1)) || 1) + walletsFor(group).length;
  return Math.min(rows, ROWS_MAX);
}

function reservedHeight(group) {
  const rows = rowsOf(group);
  return 2 * BLEED + FORM_HEIGHT + (rows > 1 ? rows * ROW_HEIGHT + PANEL_PADDING : 0);
}

/** `auto` follows the system; the names are those that pages written for Stripe.js use. */
function themeOf({ theme }) {
  if (theme === "auto") return "auto";
  return theme === "night" || theme === "dark" ? "dark" : "light";
}

function intentOf(clientSecret) {
  return /^(pi_\w+?)_secret_\w+$/.exec(clientSecret)?.[1];
}

function errorIn(body) {
  try {
    return JSON.parse(body).error;
  } catch {
    return null;
  }
}

function notMounted(caller) {
  return { type: "invalid_request_error", message: `${caller}: the payment element is not mounted.` };
}

/** A mistake of the page's code, told to its developer at once. */
function integrationError(message) {
  return Object.assign(new Error(message), { name: "IntegrationError" });
}
