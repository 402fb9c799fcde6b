// What every element is in the merchant's page: a node in the place that the page names, and a handle
// whose functions the page may spread.

import { emitter } from "./emitter.js";
import { integrationError } from "./errors.js";

/** The `nodeType` of an element of whichever document. */
const ELEMENT_NODE = 1;
const CALLS = ["mount", "unmount", "destroy", "update", "focus", "blur", "clear", "collapse", "getValue"];

/** Elements add `open(place)`, which makes the node, and the rest of the calls that they have. */
export class PageElement {
  place = null;
  node = null;

  /** `forget` lets its group go of one that is destroyed. */
  constructor(type, group, options, forget) {
    Object.assign(this, { type, group, options: { ...options }, forget, events: emitter(() => this.element) });
    const { on, off, once } = this.events;
    this.element = { on, off, once };
    for (const call of CALLS) if (this[call]) this.element[call] = (asked) => this[call](asked) ?? this.element;
  }

  emit(name, event) {
    this.events.emit(name, { elementType: this.type, ...event });
  }

  mount(target) {
    const place = typeof target === "string" ? document.querySelector(target) : target;
    if (place?.nodeType !== ELEMENT_NODE) throw integrationError(`mount(): nothing matches ${target}.`);
    if (this.node?.parentNode === place) return;
    this.close();
    this.place = place;
    this.node = this.open(place);
    place.replaceChildren(this.node);
  }

  close() {
    this.node?.remove();
    this.node = null;
  }

  unmount() {
    this.close();
    this.place?.replaceChildren();
    this.place = null;
  }

  destroy() {
    this.unmount();
    this.events.silence();
    this.forget();
    this.destroy = () => {};
    this.mount = this.update = () => {
      throw integrationError("this element is destroyed; create another.");
    };
  }
}
