// The parts of <kassa-checkout> beside the element: the button and the text of a problem.

import { amountText, fill } from "../kassa/amount.js";
import { styleSheet } from "../kassa/style_sheet.js";

const CSS = `
:host { display: block; color-scheme: light; --accent: var(--kassa-accent, #1f5eff); --on-accent: var(--kassa-on-accent, #fff); --bad: #c3232f; }
:host([hidden]) { display: none; }
:host([data-theme="night"]) { color-scheme: dark; --accent: var(--kassa-accent, #7ea6ff); --on-accent: var(--kassa-on-accent, #0d1526); --bad: #ff8d8d; }
@media (prefers-color-scheme: dark) {
  :host([data-theme="auto"]) { color-scheme: dark; --accent: var(--kassa-accent, #7ea6ff); --on-accent: var(--kassa-on-accent, #0d1526); --bad: #ff8d8d; }
}
p { margin: 12px 0 0; color: var(--bad); font: 14px/1.45 system-ui, sans-serif; }
p:empty { margin: 0; }
button { display: flex; align-items: center; justify-content: center; gap: 10px; box-sizing: border-box; width: 100%; min-height: 48px; margin: 16px 0 0; padding: 8px 20px; border: 1px solid transparent; border-radius: var(--kassa-radius, 8px); background: var(--accent); color: var(--on-accent); font: 600 16px/1.25 system-ui, sans-serif; font-variant-numeric: tabular-nums; cursor: pointer; }
button[hidden] { display: none; }
button:hover { filter: brightness(1.08); }
button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
button:disabled { cursor: default; filter: none; opacity: 0.6; }
button[aria-busy="true"]::before { content: ""; width: 16px; height: 16px; border: 2px solid; border-block-start-color: transparent; border-radius: 50%; animation: turn 0.8s linear infinite; }
@keyframes turn { to { transform: rotate(1turn); } }
@media (prefers-reduced-motion: reduce) { button[aria-busy="true"]::before { animation-duration: 4s; } }
@media (forced-colors: active) { button { border-color: ButtonText; } }
`;

export const styles = styleSheet(CSS);

/** Announced when it is filled. */
export function problemText() {
  const text = document.createElement("p");
  text.setAttribute("role", "alert");
  text.setAttribute("part", "problem");
  return text;
}

/** The button that pays. */
export function button() {
  const element = document.createElement("button");
  element.type = "button";
  element.setAttribute("part", "button");
  const set = (hidden, disabled) => Object.assign(element, { hidden, disabled });
  set(true, true);
  return {
    element,
    hide: () => set(true, true),
    /** Keeps its room while the element loads, so that nothing below moves. */
    reserve() {
      element.textContent = "\u00a0";
      element.removeAttribute("aria-busy");
      set(false, true);
    },
    /** `text` has a place for the amount of `intent`. */
    offer(text, { amount, currency, currency_exponent: exponent }, locale) {
      element.textContent = fill(text, { amount: amountText(locale, amount, currency, exponent) });
      set(false, false);
    },
    setBusy(isBusy) {
      element.disabled = isBusy;
      element.setAttribute("aria-busy", isBusy);
    },
  };
}
