// The options of the address element.

import { warn } from "../kassa/appearance.js";
import { integrationError } from "../kassa/errors.js";

const WHEN = ["always", "auto", "never"];
const ANY = () => true;

/** What each option may be: a list of words, a test, or a hash of options. */
const OPTIONS = {
  mode: ["shipping", "billing"],
  allowedCountries: Array.isArray,
  autocomplete: { mode: ["automatic", "disabled", "google_maps_api"], apiKey: ANY },
  blockPoBox: (value) => typeof value === "boolean",
  contacts: Array.isArray,
  defaultValues: ANY,
  fields: { phone: WHEN, name: ["auto", "never"] },
  validation: { phone: { required: WHEN } },
  display: { name: ["full", "split", "organization"] },
};

/** Errors: a value that is none. Warns of a name that is no option, and of what cannot be honoured. */
export function readOptions(options, countries) {
  check(options, OPTIONS, "");
  if (!options.mode) throw integrationError('address: pass mode: "shipping" or "billing".');
  const { allowedCountries, autocomplete, contacts, defaultValues, fields, validation, display } = options;
  if (autocomplete?.mode === "google_maps_api") warn("address: no map service is asked; the browser's own autofill fills the form in.");
  const allowed = allowedCountries ? countries.filter((code) => allowedCountries.includes(code)) : countries;
  if (!allowed.length) throw integrationError("address: allowedCountries names no country; write them as two capital letters.");
  return {
    mode: options.mode,
    countries: allowed,
    blocksPoBox: options.blockPoBox === true,
    contacts: (contacts ?? []).filter((contact) => allowed.includes(contact.address?.country)),
    defaults: defaultValues ?? {},
    asksName: fields?.name !== "never",
    asksPhone: fields?.phone === "always",
    needsPhone: validation?.phone?.required !== "never",
    nameAs: display?.name ?? "full",
  };
}

function check(options, shape, path) {
  for (const [name, value] of Object.entries(options)) {
    const wanted = Object.hasOwn(shape, name) && shape[name];
    if (!wanted) warn(`the address element has no option ${path}${name}; it is ignored.`);
    if (!wanted || value == null) continue;
    const isRight = Array.isArray(wanted) ? wanted.includes(value) : typeof wanted === "function" ? wanted(value) : Object(value) === value;
    if (!isRight) {
      const right = Array.isArray(wanted) ? `; it is one of ${wanted.join(", ")}` : "";
      throw integrationError(`address: ${path}${name} cannot be ${JSON.stringify(value)}${right}.`);
    }
    if (typeof wanted === "object" && !Array.isArray(wanted)) check(value, wanted, `${path}${name}.`);
  }
}
