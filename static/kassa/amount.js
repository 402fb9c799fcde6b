// Amounts and texts as buyers read them.

/** `minor` units of a currency with `exponent` digits behind the point, as people of `locale` write them. */
export function amountText(locale, minor, currency, exponent) {
  return new Intl.NumberFormat(locale, { style: "currency", currency }).format(minor / 10 ** exponent);
}

/** A text with each `{name}` replaced. */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}
