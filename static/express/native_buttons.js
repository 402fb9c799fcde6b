// Buttons that the wallets draw themselves: Apple's in its browser, Google's where a page has
// Google's script. They know their own words and marks in every language.

const RADIUS_PX = 8;
/** By the names of methods; each answers null where the wallet draws no button here. */
const NATIVE = { apple_pay: appleButton, google_pay: googleButton };

/** The wallet's own button, or null. `look` is `{label, theme, type, locale}`. */
export function nativeButton(method, root, look, press) {
  return NATIVE[method]?.(root, look, press) ?? null;
}

function appleButton(root, { label, theme, type = "plain", locale }, press) {
  if (!CSS.supports("-webkit-appearance", "-apple-pay-button")) return null;
  const element = document.createElement("button");
  Object.assign(element, { type: "button", className: "apple", lang: locale, onclick: press });
  element.setAttribute("aria-label", label);
  element.dataset.type = type;
  element.dataset.theme = theme;
  return element;
}

function googleButton(root, { theme, type = "plain", locale }, press) {
  const { PaymentsClient } = window.google?.payments?.api ?? {};
  // Which environment is the sheet's affair.
  if (!PaymentsClient?.prototype.createButton) return null;
  return new PaymentsClient({ environment: "TEST" }).createButton({
    onClick: press,
    buttonColor: theme,
    buttonType: type,
    buttonRadius: RADIUS_PX,
    buttonSizeMode: "fill",
    buttonLocale: locale.split("-")[0],
    buttonRootNode: root,
  });
}

/** Apple's button is a style of the browser's: its words and colours are values of that. */
export function appleCss(types, themes) {
  const value = (name, property, values) =>
    values.map((value) => `.apple[data-${name}="${value}"] { -apple-pay-button-${property}: ${value}; }`).join("\n");
  const shape = `.apple { -webkit-appearance: -apple-pay-button; border-radius: ${RADIUS_PX}px; }`;
  return [shape, value("type", "type", types), value("theme", "style", themes)].join("\n");
}
