// What the message and its dialog are made of.

import { styleSheet } from "../kassa/style_sheet.js";

const CSS = `
:host { display: block; --scheme: light; --paper: #fff; --ink: #1c2130; --soft: #5b6375; --rule: #dde1e9; --accent: #1f5eff; }
:host([data-theme="night"]) { --scheme: dark; --paper: #1b1f29; --ink: #f0f2f7; --soft: #a9b1c2; --rule: #363c4a; --accent: #7ea6ff; }
@media (prefers-color-scheme: dark) { :host([data-theme="auto"]) { --scheme: dark; --paper: #1b1f29; --ink: #f0f2f7; --soft: #a9b1c2; --rule: #363c4a; --accent: #7ea6ff; } }
p, h2, h3, ol { margin: 0; padding: 0; }
img { display: block; width: 36px; height: 24px; border-radius: 4px; }
.line { min-height: 44px; align-content: center; line-height: 1.5; }
.line > * { vertical-align: middle; }
.icons { display: inline-flex; gap: 4px; margin-inline-end: 8px; }
button { width: 44px; height: 44px; margin: 0 -10px; padding: 0; border: 0; border-radius: 50%; background: none; color: inherit; font: inherit; cursor: pointer; }
.line button { margin: -12px -10px -12px -4px; background: radial-gradient(circle, transparent 9px, currentColor 9.5px 10.5px, transparent 11px); font: italic 600 13px/1 Georgia, serif; }
button:focus-visible { outline: 2px solid currentColor; outline-offset: -6px; }
dialog { color-scheme: var(--scheme); box-sizing: border-box; width: min(440px, calc(100vw - 32px)); max-height: calc(100dvh - 32px); padding: 24px; border: 1px solid var(--rule); border-radius: 14px; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
dialog::backdrop { background: rgb(15 20 30 / 55%); }
h2 { padding-inline-end: 40px; font-size: 19px; line-height: 1.3; }
.close { position: absolute; inset-block-start: 14px; inset-inline-end: 22px; color: var(--soft); font-size: 24px; line-height: 1; }
section { margin-block-start: 20px; padding-block-start: 20px; border-block-start: 1px solid var(--rule); }
h3 { display: flex; align-items: center; gap: 10px; margin-block-end: 6px; font-size: 16px; }
ol { margin-block-start: 10px; list-style: none; }
li { display: flex; justify-content: space-between; padding: 4px 0; font-variant-numeric: tabular-nums; }
.legal { margin-block-start: 10px; color: var(--soft); font-size: 13px; }
@media (forced-colors: active) { .line button, dialog { border: 1px solid; } }
`;

export const styles = styleSheet(CSS);

export function node(name, properties = {}, children = []) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

/** A lender's mark. */
export function image(origin, { name, icon }) {
  return node("img", { src: `${origin}${icon}`, alt: name, width: 36, height: 24 });
}
