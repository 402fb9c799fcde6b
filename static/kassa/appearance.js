// How a merchant wants the element to look. The iframe checks it: this page is not trusted.

import { script } from "./script.js";

/** `auto` is Kassa's own: it follows the system. */
export const THEMES = ["stripe", "night", "flat", "auto"];

/** A copy of what the page asked for, since it may change its object. */
export function appearanceOf(appearance) {
  const copy = JSON.parse(JSON.stringify(appearance ?? {}));
  return { ...copy, theme: THEMES.includes(copy.theme) ? copy.theme : "stripe" };
}

/** What the iframe's script knows at once: the theme, what to outline, and whether more comes. */
export function hashOf(group, { outline }) {
  return `${group.appearance.theme}-${outline}${isStyled(group) ? "-styled" : ""}`;
}

/** Whether there is more to an appearance than its theme; the iframe loads a module for that. */
export function isStyled({ appearance }) {
  return Object.keys(appearance).length > 1;
}

/** Tells the element of the page's fonts. Few pages have any of their own, so the code for them is loaded here. */
export function sendFonts(group, connection) {
  if (!group.fonts?.length) return;
  script(group.origin, "fonts.js").then(({ send }) => send(group, connection, warn), ({ message }) => warn(message));
}

/** For the page's developer. */
export function warn(message) {
  console.warn(`Kassa: ${message}`);
}
