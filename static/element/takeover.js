// From the page's first message until the module runs: what the page says is kept for whoever hears it
// next, and what the buyer does in the early form goes over into the module's.

import { earlyForm } from "./early.js";

const PAINT_TIMEOUT_MS = 50;
/** Longer than anything in the form is animated. */
const ANIMATED_MS = 1_000;

const root = document.getElementById("kassa");

/** Tells the page the height that the document wants. */
export function tellHeight(port) {
  const height = Math.ceil(document.body.getBoundingClientRect().height);
  port.postMessage(JSON.stringify({ type: "resize", height }));
}

/**
 * Hears the page, and draws the form once it has told the session. `isDrawn` resolves when that is to
 * be seen, or left to the module; `handTo(listen)` ends it: all that the page has said is said again
 * to whoever `listen` lets hear the port.
 */
export function attend(port) {
  const others = [];
  const sizes = new ResizeObserver(() => tellHeight(port));
  let init;

  const isDrawn = new Promise((resolve) => {
    port.onmessage = ({ data }) => {
      if (init || !/^{"init"/.test(data)) return others.push(data);
      init = data;
      try {
        if (draw()) return resolve(painted());
      } catch (error) {
        // What is wrong with the session is for the module to say.
        console.error(error);
      }
      resolve();
    };
  });

  function draw() {
    const form = earlyForm(JSON.parse(init).init);
    if (!form) return false;
    root.replaceChildren(form);
    root.removeAttribute("aria-busy");
    sizes.observe(document.body);
    return true;
  }

  async function handTo(listen) {
    const say = (data) => port.onmessage(new MessageEvent("message", { data }));
    const done = root.querySelector(".early") && whatIsDone();
    sizes.disconnect();
    // The module draws itself into a place that says so.
    root.setAttribute("aria-busy", true);
    listen(port);
    if (init) say(init);
    if (done) await doAgain(done);
    others.forEach(say);
  }

  return { isDrawn, handTo };
}

/** The module's start keeps the document busy for longer than a frame; what nobody sees is not drawn. */
function painted() {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, PAINT_TIMEOUT_MS);
  });
}

/** What the buyer has typed and chosen, and where they are, which they leave. */
function whatIsDone() {
  const { activeElement } = document;
  const done = [...root.querySelectorAll("input, select, button")].map((control) => {
    const { id, type, value, checked, options, selectionStart, selectionEnd } = control;
    const caret = control === activeElement && [selectionStart, selectionEnd];
    return { id, type, value, checked, options, caret };
  });
  // Or the module would give the focus back, to a field that has no text yet.
  activeElement.blur();
  return done;
}

/**
 * Does it in the module's form, before that is painted and before another key comes. What a change asks
 * for below it is drawn one step later, but no later than that.
 */
async function doAgain(done) {
  for (const control of done) {
    const next = document.getElementById(control.id);
    if (next) change(next, control);
    await null;
  }
  giveFocus(done.find(({ caret }) => caret)?.id);
  for (const animation of document.getAnimations()) animation.currentTime = ANIMATED_MS;
  const radio = done.find(({ type, checked }) => type === "radio" && checked);
  if (radio) document.getElementById(radio.id)?.click();
  if (done.some(({ type, value }) => type === "button" && value)) root.querySelector(".more")?.click();
}

function change(next, { type, value, checked, options, caret }) {
  const tell = (event) => next.dispatchEvent(new Event(event));
  if (type === "checkbox" && next.checked !== checked) next.click();
  // With the name of the country, for which the module's list would wait.
  if (options) next.replaceChildren(...options);
  if (!/text|select/.test(type) || next.value === value) return;
  next.value = value;
  if (caret && !options) next.setSelectionRange(...caret);
  tell(options ? "change" : "input");
  if (!caret) tell("blur");
}

/** Unless the buyer is in the page meanwhile: then once they come back. */
function giveFocus(id) {
  const focus = () => document.getElementById(id)?.focus({ preventScroll: true });
  if (document.hasFocus()) focus();
  else if (id) addEventListener("focus", focus, { once: true });
}
