// The payment element as a merchant's page holds it.

import { hashOf, isStyled, sendAppearance, sendFonts, warn } from "./appearance.js";
import { authenticate } from "./authentication.js";
import { errorIn, integrationError, notMounted, NOT_LOADED } from "./errors.js";
import { failure } from "./failure.js";
import { checkOptions, forElement, layoutOf } from "./options.js";
import { BLEED, roomFor } from "./room.js";
import { fetchSession, START_TIMEOUT_MS } from "./session.js";
import { ENGLISH, wordsOf } from "./words.js";

/** After its document is loaded, its script has said hello, or never will. */
const HELLO_TIMEOUT_MS = 3_000;
const MESSAGE_CHARACTERS_MAX = 256 * 1024;
const HEIGHT_MAX = 20_000;

/** One payment element: its place in the page, its iframe, and the port to it. */
export function paymentElement(group, options) {
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
    const words = await wordsOf(group);
    if (port !== state.port) return;
    state.frame.title = words["loader.frame"];
    const { publishableKey, clientSecret, locale } = group;
    const wanted = forElement(options);
    post({ init: { publishable_key: publishableKey, client_secret: clientSecret, session, locale, options: wanted } });
  }

  async function tellMethods() {
    const { answered } = await group.session;
    const offers = JSON.parse(answered.body).offers.map(({ type }) => [type, { available: true }]);
    emit("availablepaymentmethodschange", { paymentMethods: Object.fromEntries(offers) });
  }

  /** The iframe's script runs: it gets the port, and the session when it is here. */
  function connect() {
    state.port?.close();
    const { port1, port2 } = new MessageChannel();
    state.port = port1;
    port1.onmessage = (event) => hear(event.data);
    // Before the port: nothing is drawn in one way and then in another.
    if (isStyled(group)) restyle();
    state.frame.contentWindow.postMessage('{"type":"port"}', group.origin, [port2]);
    init(port1);
    sendFonts(group, state.frame);
  }

  /** What is not connected yet hears of it then. */
  function restyle() {
    if (state.port) sendAppearance(group, state.frame);
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
    // The appearance is answered before the element runs.
    if (message.type !== "warning") clearTimeout(state.timer);
    handler(message);
  }

  const handlers = {
    ready() {
      if (state.ready) return;
      state.ready = true;
      emit("ready");
      tellMethods();
    },
    resize({ height }) {
      if (Number.isInteger(height) && height >= 0 && height <= HEIGHT_MAX) state.frame.style.height = `${height}px`;
    },
    change({ method, empty, complete, collapsed }) {
      state.method = method;
      emit("change", { empty, complete, collapsed, value: { type: method } });
    },
    focus: () => emit("focus"),
    blur: () => emit("blur"),
    escape: () => emit("escape"),
    load_error: ({ error }) => emit("loaderror", { error }),
    retry_requested() {
      group.session = fetchSession(group);
      init(state.port);
    },
    warning: ({ message }) => warn(message),
    submitted: ({ request, error }) => settle(request, { error }),
    confirmed({ request, outcome }) {
      if (outcome.result !== "authenticate") return settle(request, { outcome });
      wordsOf(group)
        .then((words) => authenticate(group.origin, outcome.url, words))
        .then((authenticated) => post({ continue: { request, authenticated } }));
    },
  };

  /** The iframe itself cannot be loaded, so the page says so in its place. */
  async function giveUp() {
    const session = await group.session;
    const told = session.answered?.status >= 400 && errorIn(session.answered.body);
    const words = await wordsOf(group);
    const error = told || { ...NOT_LOADED, message: words["loader.failed"] };
    const { place } = state;
    if (!place) return;
    close();
    place.replaceChildren(failure(error.message, words["load.retry"], () => mount(place)));
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
    const room = roomFor(group, options, place.getBoundingClientRect().width);
    frame.title = ENGLISH["loader.frame"];
    frame.allow = "payment *; clipboard-write";
    frame.src = `${group.origin}/element?key=${encodeURIComponent(group.publishableKey)}#${hashOf(group, room)}`;
    Object.assign(frame.style, {
      border: 0,
      display: "block",
      boxSizing: "border-box",
      width: `calc(100% + ${2 * BLEED}px)`,
      maxWidth: "none",
      margin: `${-BLEED}px`,
      height: `${room.height}px`,
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
    update(changes) {
      checkOptions(changes);
      // What was open at first stays the buyer's affair, and logos where they are.
      const { defaultCollapsed, paymentMethodLogoPosition } = layoutOf(options);
      Object.assign(options, changes);
      options.layout = { ...layoutOf(options), defaultCollapsed, paymentMethodLogoPosition };
      if (changes.paymentMethodOrder) {
        group.order = options.paymentMethodOrder;
        group.session = fetchSession(group);
      }
      if (state.port) init(state.port);
      return element;
    },
    focus: () => (state.frame?.focus(), post("focus")),
    blur: () => post("blur"),
    clear: () => post("clear"),
    collapse: () => (post("collapse"), element),
  };
  return { element, options, ask, restyle, chosen: () => state.method };
}
