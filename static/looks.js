// What a merchant's appearance means for forms that are drawn in the page itself. Loaded only where
// there is more to an appearance than its theme.

import inputs from "./css/inputs.css";
import { styleOf } from "./element/appearance/style.js";

/** The style sheet of an appearance, the classes that it wants on the form, and what was refused. */
export function looksOf(appearance) {
  const { labels, inputs: shape, disableAnimations } = appearance;
  const isCondensed = shape === "condensed";
  const { text, warnings } = styleOf(appearance, CSS.supports);
  const classes = [
    isCondensed && "condensed",
    (isCondensed || labels === "floating") && "floating",
    isCondensed && labels === "above" && "always-above",
    disableAnimations === true && "still",
  ];
  return { text: `${text}\n${inputs}`, classes: classes.filter(Boolean), warnings };
}
