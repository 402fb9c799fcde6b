// The variables of an appearance: which there are, and which older name stands for which.

/** A documented variable without a part of Kassa's element that it could colour is not here. */
export const VARIABLES = new Set(`
  fontFamily fontSmooth fontVariantLigatures fontVariationSettings fontLineHeight
  fontSizeBase fontSizeSm fontSizeXs fontSizeLg
  fontWeightNormal fontWeightMedium fontWeightBold
  spacingUnit gridRowSpacing gridColumnSpacing
  accordionItemLabelColorText accordionItemLabelFontSize accordionItemLabelFontWeight
  accordionItemLabelSelectedColorText accordionItemLabelSelectedFontWeight
  accordionItemTriggerColor accordionItemTriggerSelectedColor accordionItemTriggerHoverColor
  colorPrimary colorBackground colorText colorSuccess colorDanger
  buttonBoxShadow buttonColorBackground buttonColorText buttonFontSize buttonFontWeight buttonPadding
  colorTextSecondary colorTextPlaceholder
  accessibleColorOnColorPrimary accessibleColorOnColorSuccess
  iconColor iconChevronDownColor iconLoadingIndicatorColor iconRedirectColor
  focusBoxShadow focusOutline inputBoxShadow inputColorBorder inputFocusBoxShadow inputFocusColorBorder
  labelColorText labelFontSize labelFontWeight labelSpacing
  buttonBorderRadius borderRadius
`.trim().split(/\s+/));

const OLDER_NAMES = {
  spacingGridRow: "gridRowSpacing",
  spacingGridColumn: "gridColumnSpacing",
  colorPrimaryText: "accessibleColorOnColorPrimary",
  colorSuccessText: "accessibleColorOnColorSuccess",
  colorIcon: "iconColor",
  colorIconChevronDown: "iconChevronDownColor",
  colorIconRedirect: "iconRedirectColor",
};

/** Properties whose values a variable must be one of, by the end or the beginning of its name. */
const KINDS = [
  [/^fontFamily$/, "font-family"],
  [/^fontVariantLigatures$/, "font-variant-ligatures"],
  [/^fontVariationSettings$/, "font-variation-settings"],
  [/LineHeight$/, "line-height"],
  [/FontSize$|^fontSize/, "font-size"],
  [/FontWeight$|^fontWeight/, "font-weight"],
  [/BoxShadow$/, "box-shadow"],
  [/Outline$/, "outline"],
  [/Radius$/, "border-radius"],
  [/Padding$/, "padding"],
  [/Spacing$|^spacing/, "row-gap"],
  [/[cC]olor/, "color"],
];

/** What browsers call the three values of `fontSmooth`. */
const SMOOTHINGS = { always: "antialiased", never: "none", auto: "auto" };

/** The present name of a variable, or nothing if there is none. */
export function variableOf(name) {
  const present = Object.hasOwn(OLDER_NAMES, name) ? OLDER_NAMES[name] : name;
  return VARIABLES.has(present) ? present : undefined;
}

/** The property that takes a variable's value. */
export function propertyOf(variable) {
  return KINDS.find(([names]) => names.test(variable))?.[1];
}

/** What the style sheet makes of a value. */
export function meaning(variable, value) {
  return variable === "fontSmooth" && Object.hasOwn(SMOOTHINGS, value) ? SMOOTHINGS[value] : value;
}
