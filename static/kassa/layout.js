// The layout of the ways to pay.

/** The layout with all that it says, whichever way the page wrote it. */
export function layoutOf({ layout }) {
  const { type = "accordion", radios = "auto", ...rest } = typeof layout === "string" ? { type: layout } : (layout ?? {});
  const shown = { true: "always", false: "never" }[radios] ?? radios;
  return { ...rest, type, radios: shown };
}
