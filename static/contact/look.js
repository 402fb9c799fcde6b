// Draws forms the way the payment element is drawn, from the same style sheets.

import adaptations from "../css/element/adaptations.css";
import base from "../css/element/base.css";
import fields from "../css/element/fields.css";
import theme from "../css/element/theme.css";
import { warn } from "../kassa/appearance.js";
import { script } from "../kassa/script.js";
import { styleSheet } from "../kassa/style_sheet.js";
import contacts from "./contacts.css";

const CSS = [theme, base, fields, adaptations, contacts].map(scoped).join("");

const styles = styleSheet(`
:host { all: initial; display: block; }
${withoutThePages(CSS)}
${CSS}
`);

/**
 * A style sheet of the iframe's for a shadow root: what stands on its document's root stands on an
 * element here, and its unit `rem` is relative to that one.
 */
function scoped(css) {
  return css.replaceAll(":root", ".root").replace(/(\d)rem\b/g, "$1em");
}

/** Custom properties come down from the page, whose own may have the same names. */
function withoutThePages(css) {
  const names = new Set(css.match(/(?<=var\()--[\w-]+/g));
  return `:host { ${[...names].map((name) => `${name}: initial;`).join(" ")} }`;
}

/** Puts an element for a form into `root`; `restyle` shows the group's appearance as it is now. */
export function dressed(root, group, { direction, locale, strings }) {
  const outer = document.createElement("div");
  const inner = outer.appendChild(document.createElement("div"));
  const isNight = matchMedia("(prefers-color-scheme: dark)");
  const own = new CSSStyleSheet();
  inner.id = "kassa";
  Object.assign(outer, { className: "root", dir: direction, lang: locale });
  root.adoptedStyleSheets = [styles(), own];
  root.replaceChildren(outer);
  showFonts(group, strings);

  const setTheme = () => {
    const { theme } = group.appearance;
    outer.dataset.theme = theme === "auto" ? (isNight.matches ? "night" : "stripe") : theme;
  };
  async function restyle() {
    setTheme();
    const { appearance, origin } = group;
    if (Object.keys(appearance).length === 1) {
      outer.className = "root";
      return own.replaceSync("");
    }
    const { looksOf } = await script(origin, "looks.js").catch(() => ({}));
    if (!looksOf) return warn("the appearance could not be loaded.");
    const { text, classes, warnings } = looksOf(appearance);
    outer.className = ["root", ...classes].join(" ");
    own.replaceSync(scoped(text));
    warnings.forEach(warn);
  }
  isNight.addEventListener("change", setTheme);
  return { inner, restyle, undress: () => isNight.removeEventListener("change", setTheme) };
}

/** The form does not wait for them. */
function showFonts(group, strings) {
  if (!group.fonts?.length) return;
  script(group.origin, "fonts.js").then(({ show }) => show(group, JSON.stringify(strings), warn), ({ message }) => warn(message));
}
