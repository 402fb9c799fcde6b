// The payment element as a merchant's page holds it.

import { hashOf, isStyled, sendAppearance, sendFonts, warn } from "./appearance.js";
import { emitter } from "./emitter.js";
import { errorIn, integrationError, notMounted, NOT_LOADED } from "./errors.js";
import { failure } from "./failure.js";
import { checkOptions, forElement, layoutOf } from "./options.js";
import { rarely } from "./rare.js";
import { BLEED, roomFor } from "./room.js";
import { fetchSession, START_TIMEOUT_MS } from "./session.js";
import { ENGLISH, wordsOf } from "./words.js";

/** After its document is loaded, its script has said hello, or never will. */
const HELLO_TIMEOUT_MS = 3_000;
const MESSAGE_CHARACTERS_MAX = 256 * 1024;
const HEIGHT_MAX = 20_000;

/** One payment element: its place in the page, its iframe, and the port to it. */
export function paymentElement(group, options) {
  const { on, off, once, emit: tell, silence } = emitter(() => element);
  const pending = new Map();
  const state = {
    frame: null,
    port: null,
    place: null,
    ready: false,
    destroyed: false,
    timer: 0,
    requests: 0,
    method: null,
    hear: onWindowMessage,
    deafen: () => {},
  };

  const emit = (name, event = {}) => tell(name, { elementType: "payment", ...event });
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

  async function init(port = state.port) {
    const session = await group.session;
    const words = await wordsOf(group);
    if (!port || port !== state.port) return;
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
        .then((words) => rarely(group, "authenticate", outcome.url, words))
        .then(
          (authenticated) => post({ continue: { request, authenticated } }),
          () => post({ continue: { request, authenticated: false } }),
        );
    },
  };

  /** The iframe itself cannot be loaded, so the page says so in its place. */
  async function giveUp() {
    const session = await group.session;
    const told = session.answered?.status >= 400 && errorIn(session.answered.body);
    const words = await wordsOf(group);
    const error = told || { ...NOT_LOADED, message: words["loader.failed"] };
    const { place } = state;
    // A place that the page has thrown away needs no notice.
    if (!place?.isConnected) return;
    close();
    place.replaceChildren(failure(error.message, words["load.retry"], () => mount(place)));
    emit("loaderror", { error });
  }

  function waitFor(ms) {
    clearTimeout(state.timer);
    state.timer = setTimeout(giveUp, ms);
  }

  function mount(target) {
    if (state.destroyed) throw integrationError("mount(): this element is destroyed; create another.");
    const place = typeof target === "string" ? document.querySelector(target) : target;
    if (place?.nodeType !== Node.ELEMENT_NODE) throw integrationError(`mount(): nothing matches ${target}.`);
    if (state.frame) {
      if (state.frame.parentNode === place) return;
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
    Object.assign(state, { frame, place, deafen: hearWindow(state) });
    place.replaceChildren(frame);
    waitFor(START_TIMEOUT_MS);
    emit("loaderstart");
  }

  function close() {
    clearTimeout(state.timer);
    state.deafen();
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

  const element = {
    mount,
    unmount,
    destroy() {
      unmount();
      silence();
      state.destroyed = true;
      if (group.payment?.element === element) group.payment = null;
    },
    on,
    off,
    once,
    update(changes) {
      if (state.destroyed) throw integrationError("update(): this element is destroyed; create another.");
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
    focus() {
      state.frame?.focus();
      post("focus");
    },
    blur: () => post("blur"),
    clear: () => post("clear"),
    collapse: () => (post("collapse"), element),
  };
  return { element, options, ask, init, restyle, chosen: () => state.method };
}

/**
 * Lets `state` hear the window's messages for as long as somebody else holds it: a page that throws
 * an element's container away without a word keeps nothing of it. Returns what ends the hearing.
 */
function hearWindow(state) {
  const held = new WeakRef(state);
  const listener = (event) => {
    const state = held.deref();
    if (state) state.hear(event);
    else removeEventListener("message", listener);
  };
  addEventListener("message", listener);
  return () => removeEventListener("message", listener);
}
