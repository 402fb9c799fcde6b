// Draws the element the way a merchant wants it. Fetched into the iframe only when there is more to
// an appearance than its theme.

import inputs from "../css/inputs.css";
import { addFonts } from "./appearance/fonts.js";
import { styleOf } from "./appearance/style.js";

const shapes = new CSSStyleSheet();
const style = new CSSStyleSheet();

/**
 * Takes the place of the appearance before. Returns what was refused, a sentence each, for the
 * merchant's developer.
 */
export function show(appearance) {
  const { labels, inputs: shape, disableAnimations } = appearance;
  const isCondensed = shape === "condensed";
  const { classList } = document.documentElement;
  classList.toggle("condensed", isCondensed);
  // Inputs without room between them have their labels inside.
  classList.toggle("floating", isCondensed || labels === "floating");
  classList.toggle("always-above", isCondensed && labels === "above");
  classList.toggle("still", disableAnimations === true);
  const { text, warnings } = styleOf(appearance, CSS.supports);
  shapes.replaceSync(inputs);
  style.replaceSync(text);
  document.adoptedStyleSheets = [style, shapes];
  return warnings;
}

/** Resolves with what was refused, when all fonts are there. */
export const showFonts = (fonts) => addFonts(fonts, document.fonts);
