// The tag <kassa-checkout>. Its code, static/checkout.js, is loaded once the first one is on a page.

import { internals } from "./elements.js";
import { NOT_LOADED } from "./errors.js";
import { ENGLISH } from "./words.js";
import { failure } from "./failure.js";
import { script } from "./script.js";

/** Makes the tag known. `kassa` is the function that pages call. */
export function defineTag(origin, kassa) {
  if (!window.customElements || customElements.get("kassa-checkout")) return;
  const tools = { kassa, sessionOf: (elements) => internals.get(elements).session };
  const follow = async (host) => {
    const code = await script(origin, "checkout.js").catch(() => null);
    if (code) return code.follow(host, tools);
    host.replaceChildren(failure(NOT_LOADED.message, ENGLISH["load.retry"], () => follow(host)));
  };
  class KassaCheckout extends HTMLElement {
    connectedCallback() {
      follow(this);
    }
    disconnectedCallback() {
      follow(this);
    }
  }
  customElements.define("kassa-checkout", KassaCheckout);
}
