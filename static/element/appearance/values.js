// What a value of a merchant's style may be. The page is not trusted: a value must not load
// anything, leave its declaration, or be so large that one part covers another.

const VALUE_CHARACTERS_MAX = 400;

/**
 * Everything that the documented properties need. No `;{}\@!<:`, so that no value leaves its place,
 * and no line break, which would end a quoted name early.
 */
const CHARACTERS = /^[\p{L}\p{N}_ #%.,()+\-*/"']*$/u;

/** Functions that compute colours, lengths and easings. Whatever loads or reads anything is not here. */
const FUNCTIONS = new Set(
  "var calc min max clamp rgb rgba hsl hsla hwb lab lch oklab oklch color color-mix cubic-bezier steps".split(" "),
);

/** The largest number of a unit. */
const LARGEST = { "": 1000, px: 100, pt: 75, em: 6, rem: 6, ch: 12, ex: 12, "%": 400, s: 10, ms: 10_000, deg: 360, turn: 1 };
/** The largest number without a unit where it multiplies. */
const FACTOR_LARGEST = 10;
/** A radius that makes a pill is larger than any box. */
const RADIUS_LARGEST = 10_000;
const NEGATIVE_SMALLEST = -20;

/**
 * Why a value is refused, or nothing. `property` is that of the declaration, or a variable's name.
 */
export function refusalOf(property, value) {
  if (typeof value !== "string" && !Number.isFinite(value)) return "it is no text";
  const text = String(value).trim();
  if (!text) return "it is empty";
  if (text.length > VALUE_CHARACTERS_MAX) return `it is longer than ${VALUE_CHARACTERS_MAX} characters`;
  if (!CHARACTERS.test(text)) return "it holds characters that no value needs";
  if (text.includes("/*")) return "it holds a comment";
  if (!isClosed(text)) return "its brackets or quotes are not closed";
  for (const [, name] of text.matchAll(/([\w-]*)\s*\(/g)) {
    // Without a name they only group.
    const called = name.toLowerCase();
    if (called && !FUNCTIONS.has(called)) return `${called}() is not allowed`;
  }
  const unquoted = text.replace(/"[^"]*"|'[^']*'/g, " ");
  // A product could be larger than any of its factors may be.
  if ((unquoted.match(/\*/g) ?? []).length > 1) return "it multiplies more than once";
  return refusalOfNumbers(property, unquoted);
}

function refusalOfNumbers(property, text) {
  const isRadius = /radius/i.test(property);
  const isMargin = /^margin/i.test(property);
  const multiplies = text.includes("*") || /line-?height/i.test(property);
  // Not the digits of colours and names.
  const numbers = text.matchAll(/(?<![\w#.-]|--)([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)([a-z%]*)(?![\w-]*\()/gi);
  for (const [whole, digits, unit] of numbers) {
    const number = Number(digits);
    const largest = multiplies && !unit ? FACTOR_LARGEST : LARGEST[unit.toLowerCase()];
    if (largest === undefined) return `the unit of ${whole} is not allowed`;
    if (number > (isRadius ? RADIUS_LARGEST : largest)) return `${whole} is too large`;
    if (number < (isMargin ? 0 : NEGATIVE_SMALLEST)) return `${whole} is too small`;
  }
  if (isMargin && /-\s*(\d|\.|var|calc|\()/.test(text)) return "a negative margin would lay it over something else";
  return undefined;
}

function isClosed(text) {
  let depth = 0;
  let quote = "";
  for (const character of text) {
    if (quote) quote = character === quote ? "" : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === "(") depth += 1;
    else if (character === ")" && --depth < 0) return false;
  }
  return depth === 0 && !quote;
}

/** `colorPrimary` as the style sheet calls it: `--color-primary`. */
export function customProperty(name) {
  return `--${kebab(name)}`;
}

/** `borderTopColor` is `border-top-color`; `fontSize2Xs` is `font-size-2-xs`. */
export function kebab(name) {
  return name.replace(/[A-Z]|\d+/g, (part) => `-${part.toLowerCase()}`);
}

/** A value with the variables that it names written as the style sheet calls them. */
export function resolved(value, isVariable) {
  let unknown;
  const text = String(value).trim().replace(/var\(\s*--([\w-]*)/g, (whole, name) => {
    if (isVariable(name)) return `var(${customProperty(name)}`;
    unknown ??= name;
    return whole;
  });
  return { text, unknown };
}
