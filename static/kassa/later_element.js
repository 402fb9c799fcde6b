// Elements that need no iframe, because no card is typed into them. Their code is loaded when a page
// makes the first of a kind.

import { NOT_LOADED } from "./errors.js";
import { PageElement } from "./page_element.js";
import { script } from "./script.js";

/** Where their code is, and what the page keeps free until they are drawn. */
const KINDS = {
  paymentMethodMessaging: ["messaging.js"],
  expressCheckout: ["express.js"],
  address: ["contact.js", "468px"],
  linkAuthentication: ["contact.js", "68px"],
};

export const isLater = (type) => Object.hasOwn(KINDS, type);

/** Such an element, whose script's `draw` fills a shadow root in its place. */
export class LaterElement extends PageElement {
  code = script(this.group.origin, KINDS[this.type][0]).catch(() => null);

  open() {
    const host = document.createElement("div");
    host.attachShadow({ mode: "open" });
    host.style.minHeight = KINDS[this.type][1];
    this.drawing = this.draw(host);
    this.cover();
    return host;
  }

  async draw(host) {
    const script = await this.code;
    if (host !== this.node) return;
    if (script) this.drawn = script.draw(host.shadowRoot, this);
    else this.emit("loaderror", { error: NOT_LOADED });
  }

  close() {
    if (!this.node) return;
    super.close();
    this.drawn?.stop();
    this.drawn = null;
    this.cover();
  }

  update(changes) {
    Object.assign(this.options, changes);
    this.drawn?.update();
  }

  /** Calls what the script has made of it. */
  async ask(name, asked) {
    await this.drawing;
    return this.drawn?.[name]?.(asked);
  }

  focus() {
    this.ask("focus");
  }

  blur() {
    this.ask("blur");
  }

  clear() {
    this.ask("clear");
  }

  getValue(asked) {
    return this.ask("getValue", asked);
  }

  collapse() {}

  /** What the payment element need not ask beside this one, as its option `fields.billingDetails` says it. */
  covers() {
    const { type, options } = this;
    if (type === "linkAuthentication") return { email: "never" };
    return options.mode === "billing" && { name: "never", address: "never", phone: options.fields?.phone === "always" && "never" };
  }

  cover() {
    if (this.covers()) this.group.payment?.init();
  }
}
