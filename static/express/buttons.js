// The row of buttons.

import { styleSheet } from "../kassa/style_sheet.js";
import { appleCss, nativeButton } from "./native_buttons.js";
import { BUTTON_THEMES, BUTTON_TYPES } from "./options.js";

/** With a name on it, and with words around that, which may take two lines. */
const MIN_WIDTH_PX = 150;
const WORDED_MIN_WIDTH_PX = 230;
const GAP_PX = 8;
/** Ground and ink of each theme; the first of a method is its own. */
const THEMES = {
  apple_pay: { black: ["#000", "#fff"], white: ["#fff", "#000"], "white-outline": ["#fff", "#000", "#000"] },
  google_pay: { black: ["#000", "#fff"], white: ["#fff", "#1f1f1f", "#747775"] },
  paypal: { gold: ["#ffc439", "#001435"], blue: ["#0070ba", "#fff"], silver: ["#eee", "#001435"], white: ["#fff", "#001435", "#555"], black: ["#2c2e2f", "#fff"] },
  amazon_pay: { gold: ["#ffd814", "#0f1111"] },
  klarna: { pink: ["#ffa8cd", "#0b051d"] },
  link: { green: ["#00d66f", "#011e0f"] },
};

const CSS = `
:host { display: block; }
.row { display: grid; gap: ${GAP_PX}px; }
.row > button, .more { display: flex; align-items: center; justify-content: center; gap: 10px; box-sizing: border-box; width: 100%; min-height: 44px; margin: 0; padding: 0 12px; border: 1px solid transparent; border-radius: 8px; font: 600 16px/1.1 system-ui, sans-serif; white-space: nowrap; text-wrap-style: balance; cursor: pointer; }
.worded > button { white-space: normal; }
button:hover { filter: brightness(0.95); }
button:focus-visible { outline: 2px solid #1f5eff; outline-offset: 2px; }
[hidden] { display: none !important; }
.more { min-height: 44px; margin-block-start: ${GAP_PX}px; border-color: currentColor; background: none; color: inherit; font-weight: 500; }
.more:hover { filter: none; }
img { flex: none; width: 36px; height: 24px; border-radius: 4px; }
${appleCss(BUTTON_TYPES.applePay, BUTTON_THEMES.applePay)}
@media (forced-colors: active) { button { border-color: ButtonText; } }
`;

export const styles = styleSheet(CSS);

/**
 * Draws a button for each offer into `root`, in rows that wrap; nothing where nothing is offered. The
 * rows beyond the page's last are behind a button that says `more`, or are not there. `labelOf` says
 * what is on an offer's.
 */
export function buttons(root, { origin, locale, theme, more, labelOf }, offers, chosen, press) {
  const { buttonHeight, maxColumns, maxRows, overflows, themeOf, typeOf } = chosen;
  const row = Object.assign(document.createElement("div"), { className: "row" });
  const share = maxColumns ? `(100% - ${(maxColumns - 1) * GAP_PX}px) / ${maxColumns}` : "0px";
  const isWorded = offers.some((offer) => labelOf(offer) !== offer.display_name);
  const narrowest = isWorded ? WORDED_MIN_WIDTH_PX : MIN_WIDTH_PX;
  row.classList.toggle("worded", isWorded);
  row.style.gridTemplateColumns = `repeat(auto-fit, minmax(min(100%, max(${narrowest}px, ${share})), 1fr))`;
  const isNight = { night: true, auto: matchMedia("(prefers-color-scheme: dark)").matches }[theme];
  const all = offers.map((offer) => {
    const { type: method, icon } = offer;
    const ground = themeNamed(THEMES[method], themeOf(method), isNight);
    const look = { label: labelOf(offer), theme: ground, type: typeOf(method), locale };
    const pressed = () => press(method);
    const element =
      nativeButton(method, root, look, pressed) ?? button(`${origin}${icon}`, look.label, THEMES[method][ground], pressed);
    element.dataset.method = method;
    Object.assign(element.style, { height: `${buttonHeight}px`, minHeight: `${buttonHeight}px` });
    return element;
  });
  row.append(...all);
  const rest = Object.assign(document.createElement("button"), { type: "button", className: "more", textContent: more });
  const fit = () => {
    const columns = getComputedStyle(row).gridTemplateColumns.split(" ").length;
    all.forEach((button, index) => (button.hidden = index >= columns * maxRows));
    rest.hidden = !overflows || !all.some(({ hidden }) => hidden);
  };
  const seen = new ResizeObserver(fit);
  rest.onclick = () => {
    const first = all.find(({ hidden }) => hidden);
    seen.disconnect();
    for (const button of all) button.hidden = false;
    rest.remove();
    first?.focus();
  };
  root.replaceChildren(...(offers.length ? [row] : []));
  if (maxRows && offers.length) {
    root.append(rest);
    seen.observe(row);
    fit();
  }
  return { stop: () => seen.disconnect() };
}

/** What is black by itself could not be seen in the night. */
function themeNamed(themes, asked, isNight) {
  const [own] = Object.keys(themes);
  return themes[asked] ? asked : isNight && own === "black" ? "white" : own;
}

function button(icon, label, [ground, ink, line = "transparent"], onclick) {
  const element = document.createElement("button");
  const mark = document.createElement("img");
  Object.assign(element, { type: "button", onclick });
  Object.assign(element.style, { background: ground, color: ink, borderColor: line });
  Object.assign(mark, { src: icon, alt: "" });
  element.append(mark, label);
  return element;
}
