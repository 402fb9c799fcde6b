// The payment element as a merchant's page holds it.

import { isStyled, sendFonts } from "./appearance.js";
import { connection } from "./connection.js";
import { forElement } from "./element_options.js";
import { errorIn, NOT_LOADED } from "./errors.js";
import { failure } from "./failure.js";
import { frameFor } from "./frame.js";
import { receive } from "./messages.js";
import { PageElement } from "./page_element.js";
import { rarely } from "./rare.js";
import { START_TIMEOUT_MS } from "./session.js";
import { wordsOf } from "./words.js";

/** After its document is loaded, its script has said hello, or never will. */
const HELLO_TIMEOUT_MS = 3_000;

/** One payment element: its place in the page, and what is known of its iframe. */
export class PaymentElement extends PageElement {
  /** The iframe has a form. */
  isReady = false;
  /** The page has had it looked at by `elements.submit()`. */
  isSubmitted = false;
  /** What waits for the iframe's answer, by its number (static/intents/questions.js). */
  questions = new Map();
  /** What the buyer has chosen. */
  method = null;
  connection = connection(this.group.origin, this.connect.bind(this), this.hear.bind(this));

  open(place) {
    const { group, options, connection } = this;
    // There is none after a failure.
    group.session ??= group.fetch();
    const frame = frameFor(group, options, place);
    frame.addEventListener("load", () => connection.port || this.waitFor(HELLO_TIMEOUT_MS));
    connection.attach(frame);
    this.waitFor(START_TIMEOUT_MS);
    this.emit("loaderstart");
    return frame;
  }

  /** The iframe's script runs: it gets a port, and the session when that is here. */
  connect(port) {
    // Before the port: nothing is drawn in one way and then in another.
    if (isStyled(this.group)) this.restyle();
    this.init(port);
    sendFonts(this.group, this.connection);
  }

  /** Tells the iframe what there is to pay, and how to show it. */
  async init(port = this.connection.port) {
    const { group, options, connection } = this;
    const session = await group.session;
    if (!port || port !== connection.port) return;
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
  renew() {
    this.group.session = this.group.fetch();
  }

  /** What is not connected yet hears of it then. */
  restyle() {
    if (this.connection.port) this.connection.tell({ appearance: JSON.stringify(this.group.appearance) });
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
    const error = errorIn(answered?.body) ?? { ...NOT_LOADED, message: words["loader.failed"] };
    const { place } = this;
    // A place that the page has thrown away needs no notice.
    if (!place?.isConnected) return;
    this.close();
    this.group.session = null;
    place.replaceChildren(failure(error.message, words["load.retry"], () => this.mount(place)));
    this.emit("loaderror", { error });
  }

  update(changes) {
    rarely(this.group, "updateElement", this, changes);
  }

  close() {
    super.close();
    clearTimeout(this.timer);
    this.connection.close();
    for (const answer of this.questions.values()) answer();
    this.questions.clear();
    this.isReady = this.isSubmitted = false;
    this.method = null;
  }

  focus() {
    this.node?.focus();
    this.connection.post("focus");
  }

  blur() {
    this.connection.post("blur");
  }

  clear() {
    this.connection.post("clear");
  }

  collapse() {
    this.connection.post("collapse");
  }
}
