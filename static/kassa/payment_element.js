// The payment element as a merchant's page holds it.

import { isStyled, sendAppearance, sendFonts } from "./appearance.js";
import { connection } from "./connection.js";
import { emitter } from "./emitter.js";
import { errorIn, integrationError, NOT_LOADED } from "./errors.js";
import { failure } from "./failure.js";
import { frameFor, placeOf } from "./frame.js";
import { layoutOf } from "./layout.js";
import { receive } from "./messages.js";
import { checkOptions, forElement } from "./options.js";
import { fetchSession, START_TIMEOUT_MS } from "./session.js";
import { wordsOf } from "./words.js";

/** After its document is loaded, its script has said hello, or never will. */
const HELLO_TIMEOUT_MS = 3_000;

/** One payment element: its place in the page, and what is known of its iframe. */
class PaymentElement {
  constructor(group, options) {
    this.group = group;
    this.options = options;
    this.place = null;
    this.timer = 0;
    this.isDestroyed = false;
    /** The iframe has a form. */
    this.isReady = false;
    /** The page has had it looked at by `elements.submit()`. */
    this.isSubmitted = false;
    /** What the buyer has chosen. */
    this.method = null;
    this.events = emitter(() => this.element);
    this.connection = connection(group.origin, (port, hand) => this.connect(port, hand), (message) => this.hear(message));
    this.element = handleOf(this);
  }

  emit(name, event) {
    this.events.emit(name, { elementType: "payment", ...event });
  }

  ask(type, message) {
    return this.connection.ask(type, message);
  }

  mount(target) {
    this.refuseDestroyed("mount()");
    const { connection } = this;
    const place = placeOf(target);
    if (connection.frame) {
      if (connection.frame.parentNode === place) return;
      this.close();
    } else if (this.place) {
      // A second attempt after a failure.
      this.fetch();
    }
    this.place = place;
    const frame = frameFor(this.group, this.options, place);
    frame.addEventListener("load", () => connection.port || this.waitFor(HELLO_TIMEOUT_MS));
    connection.attach(frame);
    place.replaceChildren(frame);
    this.waitFor(START_TIMEOUT_MS);
    this.emit("loaderstart");
  }

  /** The iframe's script runs: `hand` gives it the port, and it gets the session when that is here. */
  connect(port, hand) {
    // Before the port: nothing is drawn in one way and then in another.
    if (isStyled(this.group)) this.restyle();
    hand();
    this.init(port);
    sendFonts(this.group, this.connection);
  }

  /** Tells the iframe what there is to pay, and how to show it. */
  async init(port = this.connection.port) {
    const { group, options, connection } = this;
    const session = await group.session;
    const words = await wordsOf(group);
    if (!port || port !== connection.port) return;
    connection.frame.title = words["loader.frame"];
    connection.post({
      init: {
        publishable_key: group.publishableKey,
        client_secret: group.clientSecret ?? null,
        customer_session: group.told.customer_session_client_secret ?? null,
        session,
        locale: group.locale,
        options: forElement(options, group),
      },
    });
  }

  /** Asks for the session anew. */
  fetch() {
    this.group.session = fetchSession(this.group);
  }

  /** What is not connected yet hears of it then. */
  restyle() {
    if (this.connection.port) sendAppearance(this.group, this.connection);
  }

  hear(message) {
    // The appearance is answered before the element runs.
    if (receive(this, message) && message.type !== "warning") clearTimeout(this.timer);
  }

  waitFor(ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.giveUp(), ms);
  }

  /** The iframe itself cannot be loaded, so the page says so in its place. */
  async giveUp() {
    const { answered } = await this.group.session;
    const words = await wordsOf(this.group);
    const told = answered?.status >= 400 && errorIn(answered.body);
    const error = told || { ...NOT_LOADED, message: words["loader.failed"] };
    const { place } = this;
    // A place that the page has thrown away needs no notice.
    if (!place?.isConnected) return;
    this.close();
    place.replaceChildren(failure(error.message, words["load.retry"], () => this.mount(place)));
    this.emit("loaderror", { error });
  }

  update(changes) {
    this.refuseDestroyed("update()");
    checkOptions(changes);
    const { group, options } = this;
    // What was open at first stays the buyer's affair, and logos where they are.
    const { defaultCollapsed, paymentMethodLogoPosition } = layoutOf(options);
    Object.assign(options, changes);
    options.layout = { ...layoutOf(options), defaultCollapsed, paymentMethodLogoPosition };
    if (changes.paymentMethodOrder) {
      group.order = options.paymentMethodOrder;
      this.fetch();
    }
    this.init();
  }

  close() {
    clearTimeout(this.timer);
    this.connection.close();
    this.isReady = this.isSubmitted = false;
    this.method = null;
  }

  unmount() {
    this.close();
    this.place?.replaceChildren();
    this.place = null;
  }

  destroy() {
    this.unmount();
    this.events.silence();
    this.isDestroyed = true;
    if (this.group.payment === this) this.group.payment = null;
  }

  refuseDestroyed(caller) {
    if (this.isDestroyed) throw integrationError(`${caller}: this element is destroyed; create another.`);
  }
}

/** What the page gets: functions of its own, which it may spread. */
function handleOf(payment) {
  const { on, off, once } = payment.events;
  const { post } = payment.connection;
  const element = {
    mount: (target) => payment.mount(target),
    unmount: () => payment.unmount(),
    destroy: () => payment.destroy(),
    on,
    off,
    once,
    update: (changes) => (payment.update(changes), element),
    focus() {
      payment.connection.frame?.focus();
      post("focus");
    },
    blur: () => post("blur"),
    clear: () => post("clear"),
    collapse: () => (post("collapse"), element),
  };
  return element;
}

export const paymentElement = (group, options) => new PaymentElement(group, options);
