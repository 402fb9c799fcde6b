// The focus in an element that is drawn into the merchant's page.

/** The calls of its interface for what stands in `root`. */
export const focusing = (root) => ({
  focus: () => root.querySelector("button, input, select")?.focus(),
  blur: () => root.activeElement?.blur(),
});
