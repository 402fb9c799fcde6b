// Elements that need no iframe, because no card is typed into them. Their code is loaded when a page
// makes the first of a kind.

import { emitter } from "./emitter.js";
import { NOT_LOADED } from "./errors.js";
import { placeOf } from "./frame.js";
import { script } from "./script.js";

const SCRIPTS = {
  paymentMethodMessaging: "messaging.js",
  expressCheckout: "express.js",
  address: "contact.js",
  linkAuthentication: "contact.js",
};
/** What the page keeps free until a form is drawn. */
const HEIGHTS = { address: "468px", linkAuthentication: "68px" };

export const isLater = (type) => Object.hasOwn(SCRIPTS, type);

/**
 * Such an element, whose script's `draw` fills a shadow root in its place: `element` is what a page
 * holds of it, `ask` calls what the script has made of it, and `covers()` is what the payment element
 * need not ask, as its option `fields.billingDetails` says it.
 */
export function laterElement(group, type, options, forget) {
  const code = script(group.origin, SCRIPTS[type]).catch(() => null);
  const { on, off, once, emit, hears, silence } = emitter(() => element);
  const tell = (name, event) => emit(name, { elementType: type, ...event });
  let host = null;
  let drawn = null;
  let drawing = null;

  async function draw(asked) {
    const script = await code;
    if (asked !== host) return;
    if (!script) return tell("loaderror", { error: NOT_LOADED });
    drawn = script.draw(host.shadowRoot, { type, group, options, tell, hears });
  }

  function mount(target) {
    const place = placeOf(target);
    if (host?.parentNode === place) return;
    unmount();
    host = document.createElement("div");
    host.attachShadow({ mode: "open" });
    host.dataset.theme = group.appearance.theme;
    host.style.minHeight = HEIGHTS[type] ?? "";
    place.replaceChildren(host);
    drawing = draw(host);
    if (covers()) group.payment?.init();
  }

  function unmount() {
    const covered = covers();
    drawn?.stop();
    host?.remove();
    host = drawn = null;
    if (covered) group.payment?.init();
  }

  function covers() {
    const never = host && "never";
    if (type === "linkAuthentication") return never && { email: never };
    return options.mode === "billing" && never && { name: never, address: never, phone: options.fields?.phone === "always" && never };
  }

  const ask = async (name, asked) => {
    await drawing;
    return drawn?.[name]?.(asked);
  };

  const element = {
    mount,
    unmount,
    destroy() {
      unmount();
      silence();
      forget();
    },
    on,
    off,
    once,
    update(changes) {
      Object.assign(options, changes);
      if (host) host.dataset.theme = group.appearance.theme;
      drawn?.update();
      return element;
    },
    focus: () => host?.shadowRoot.querySelector("button, input, select")?.focus(),
    blur: () => host?.shadowRoot.activeElement?.blur(),
    clear: () => ask("clear"),
    getValue: (asked) => ask("getValue", asked),
    collapse() {},
  };
  return { element, covers, ask };
}
