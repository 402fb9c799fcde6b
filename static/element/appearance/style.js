// An appearance as a style sheet's text, and what of it was refused.

import { customProperty, refusalOf, resolved } from "./values.js";
import { meaning, propertyOf, variableOf } from "./variables.js";
import { propertyNamed, selectorsFor } from "./rules.js";

const RULES_MAX = 100;
/** How much of a page's own text a warning repeats. */
const QUOTED_CHARACTERS_MAX = 80;

/**
 * The style of `{variables, rules}`. `supports(property, value)` is the browser's own judgement.
 * What is refused has no effect, and a warning each.
 */
export function styleOf({ variables, rules }, supports) {
  const warnings = [];
  const refuse = (where, why) => warnings.push(`appearance.${where.slice(0, QUOTED_CHARACTERS_MAX)}: ${why}.`);
  const root = declarations(entriesOf(variables), (name, value) => {
    const variable = variableOf(name);
    if (!variable) return { why: "this element has no use for this variable" };
    const told = meaning(variable, value);
    const checked = checkedValue(propertyOf(variable), variable, told, supports);
    return checked.why ? checked : { declaration: `${customProperty(variable)}:${checked.text}` };
  }, (name, why) => refuse(`variables.${name}`, why));

  const sheet = root ? [`:root{${root}}`] : [];
  const given = entriesOf(rules);
  if (given.length > RULES_MAX) refuse("rules", `only the first ${RULES_MAX} are heard`);
  for (const [selector, body] of given.slice(0, RULES_MAX)) {
    const { selectors, refusal } = selectorsFor(selector);
    if (refusal) {
      refuse(`rules["${selector}"]`, refusal);
      continue;
    }
    const style = declarations(entriesOf(body), (name, value) => {
      const property = propertyNamed(name);
      if (!property) return { why: "rules cannot set this property" };
      const checked = checkedValue(property, property, value, supports);
      return checked.why ? checked : { declaration: `${property}:${checked.text}` };
    }, (name, why) => refuse(`rules["${selector}"].${name}`, why));
    if (style) sheet.push(`${selectors}{${style}}`);
  }
  return { text: sheet.join("\n"), warnings };
}

function declarations(entries, read, refuse) {
  const declared = [];
  for (const [name, value] of entries.slice(0, RULES_MAX)) {
    const { declaration, why } = read(name, value);
    if (why) refuse(name, why);
    else declared.push(declaration);
  }
  return declared.join(";");
}

function checkedValue(property, name, value, supports) {
  const refusal = refusalOf(name, value);
  if (refusal) return { why: refusal };
  const { text, unknown } = resolved(value, (it) => variableOf(it) === it);
  if (unknown !== undefined) return { why: `there is no variable --${unknown}` };
  if (property && !supports(property, text)) return { why: `this is no value of ${property}` };
  return { text };
}

function entriesOf(value) {
  return value && typeof value === "object" && !Array.isArray(value) ? Object.entries(value) : [];
}
