// Elements that need no iframe, because the buyer types nothing into them. Their code is loaded when
// a page makes the first of a kind.

import { emitter } from "./emitter.js";
import { integrationError, NOT_LOADED } from "./errors.js";
import { script } from "./script.js";

const SCRIPTS = { paymentMethodMessaging: "messaging.js", expressCheckout: "express.js" };

export const isLater = (type) => Object.hasOwn(SCRIPTS, type);

/** What a page holds of such an element. The script's `draw` fills a shadow root in its place. */
export function laterElement(group, type, given = {}) {
  const options = { ...given };
  const code = script(group.origin, SCRIPTS[type]).catch(() => null);
  const { on, off, once, emit, hears, silence } = emitter(() => element);
  const tell = (name, event) => emit(name, { elementType: type, ...event });
  let host = null;
  let drawn = null;

  async function draw(asked) {
    const script = await code;
    if (asked !== host) return;
    if (!script) return tell("loaderror", { error: NOT_LOADED });
    drawn = script.draw(host.shadowRoot, { group, options, tell, hears });
  }

  function mount(target) {
    const place = typeof target === "string" ? document.querySelector(target) : target;
    if (!(place instanceof Element)) throw integrationError(`mount(): nothing matches ${target}.`);
    if (host?.parentNode === place) return;
    unmount();
    host = document.createElement("div");
    host.attachShadow({ mode: "open" });
    host.dataset.theme = group.appearance.theme;
    place.replaceChildren(host);
    draw(host);
  }

  function unmount() {
    drawn?.stop();
    host?.remove();
    host = drawn = null;
  }

  const element = {
    mount,
    unmount,
    destroy() {
      unmount();
      silence();
      delete group.later[type];
    },
    on,
    off,
    once,
    update(changes) {
      Object.assign(options, changes);
      drawn?.update();
      return element;
    },
    focus: () => host?.shadowRoot.querySelector("button")?.focus(),
    blur: () => host?.shadowRoot.activeElement?.blur(),
    clear() {},
    collapse() {},
  };
  return element;
}
