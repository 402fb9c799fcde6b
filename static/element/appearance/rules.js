// The rules of an appearance: which parts of the element they can name, in which states, and with
// which properties. The page never writes a selector of its own.

const INPUT = ".control :is(input, select)";

/** What a documented class means here, and the states that it has. */
const CLASSES = {
  Input: { part: INPUT, invalid: ".control [aria-invalid]", empty: ".control input:placeholder-shown" },
  Label: {
    part: ".field label",
    invalid: ".field:has([aria-invalid]) label",
    empty: ".field:has(:placeholder-shown) label",
    focused: ".field:focus-within label",
    floating: ".floating .field:is(:focus-within, :not(:has(:placeholder-shown))) label",
    resting: ".floating .field:not(:focus-within):has(:placeholder-shown) label",
  },
  Error: { part: ".problem" },
  Tab: { part: ".tab", selected: ".tab.open" },
  TabIcon: { part: ".tab img", selected: ".tab.open img" },
  TabLabel: { part: ".tab-name", selected: ".tab.open .tab-name" },
  AccordionItem: { part: ".offer, .more", selected: ".offer.open" },
  RadioIcon: { part: ".radio" },
  RadioIconOuter: { part: ".radio", checked: ".row :checked + .radio" },
  Block: { part: ".card, .failed, .line" },
  Checkbox: { part: ".checkbox", checked: ".checkbox:has(:checked)" },
  CheckboxInput: { part: ".checkbox input", checked: ".checkbox input:checked" },
  CheckboxLabel: { part: ".checkbox span", checked: ".checkbox :checked + span" },
  Button: { part: ".button" },
  Action: { part: ".link" },
  Link: { part: ".link" },
  Heading: { part: "h2" },
  Text: { part: ".explanation, .hint, .plan-sum" },
  RedirectText: { part: ".to-page" },
  TermsText: { part: ".small" },
};

const STATES = /^(?::(?:hover|focus|active|disabled|autofill|focus-visible)|::(?:placeholder|selection))$/;

/** The documented properties; none of them places, shows, hides or loads anything. */
const PROPERTIES = new Set(`
  -moz-osx-font-smoothing -webkit-font-smoothing -webkit-text-fill-color
  background-color color fill opacity
  border border-color border-style border-width border-radius
  border-top border-top-color border-top-style border-top-width
  border-right border-right-color border-right-style border-right-width
  border-bottom border-bottom-color border-bottom-style border-bottom-width
  border-left border-left-color border-left-style border-left-width
  border-top-left-radius border-top-right-radius border-bottom-left-radius border-bottom-right-radius
  box-shadow outline outline-color outline-offset outline-style outline-width
  font-family font-size font-style font-variant font-weight font-variation-settings letter-spacing line-height
  margin margin-top margin-right margin-bottom margin-left
  padding padding-top padding-right padding-bottom padding-left
  text-align text-decoration text-shadow text-transform transition
`.trim().split(/\s+/));

/** The element's selectors for one of the page's, or why there are none. */
export function selectorsFor(selector) {
  const parts = [];
  for (const one of String(selector).split(",")) {
    const [, name, state, pseudo = ""] =
      /^\s*\.([A-Z][A-Za-z]*)(?:--([a-z]+))?((?::{1,2}[a-z-]+){0,2})\s*$/.exec(one) ?? [];
    if (!name) return { refusal: "a selector is one documented class with its states" };
    const known = Object.hasOwn(CLASSES, name) ? CLASSES[name] : undefined;
    if (!known) return { refusal: `there is no .${name} in this element` };
    if (state && !(state !== "part" && Object.hasOwn(known, state))) {
      return { refusal: `.${name} has no state --${state}` };
    }
    const pseudos = pseudo.match(/:{1,2}[a-z-]+/g) ?? [];
    const wrong = pseudos.find((it) => !STATES.test(it));
    if (wrong) return { refusal: `${wrong} is not allowed` };
    parts.push(...known[state ?? "part"].split(/,\s*(?![^(]*\))/).map((it) => it + pseudo));
  }
  return { selectors: parts.join(", ") };
}

/** The name of a property as style sheets write it, or nothing if rules cannot set it. */
export function propertyNamed(name) {
  const written = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replace(/^(webkit|moz)-/, "-$1-");
  return PROPERTIES.has(written) ? written : undefined;
}
