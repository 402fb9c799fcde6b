// The address element: who lives where, in the form that addresses have there.

import { fill } from "../kassa/amount.js";
import { readOptions } from "./address_options.js";
import { contactList } from "./contacts.js";
import { form } from "./form.js";
import { formatOf } from "./formats.js";
import { hearLink } from "./link.js";
import { regionsOf } from "./regions.js";

/** As people write numbers, with at least six digits. */
const PHONE = /^\+?([\s().\/-]*\d){6,15}$/;
const PO_BOX = /\b(p\.?\s*o\.?\s*box|post\s*office\s*box|postfach|bo[iî]te postale|apartado( de correos| postal)?\s*\d|casella postale|postbus|skrytka pocztowa|caixa postal|postboks|postbox)\b|^\s*(b\.?p\.?|c\.?p\.?)\s*\d/i;
const ADDRESS = ["line1", "line2", "city", "state", "postal_code", "country"];

/**
 * Draws into `place`, and answers what an element is asked. `memory` is what the buyer typed before
 * it was drawn anew, `tell` is of its events.
 */
export async function addressForm({ place, group, options, contact, memory, tell }) {
  const { strings, locale, countries } = contact;
  const chosen = readOptions(options, countries);
  const { mode } = chosen;
  const values = (memory.values ??= startingWith(chosen.defaults));
  const places = [values.country, contact.country, chosen.countries[0]];
  values.country = places.find((code) => chosen.countries.includes(code));
  let regions = [];
  /** The saved address that is chosen; none while the buyer writes another. */
  let saved = chosen.contacts[0] ?? null;
  const names = countryNames(chosen.countries, locale);
  const grid = Object.assign(document.createElement("div"), { className: "fields" });
  const typed = form(grid, values, describe, changed);
  place.setAttribute("role", "group");
  place.setAttribute("aria-label", strings[`address.${mode}`]);
  place.replaceChildren(...contactList(chosen.contacts, new Map(names), strings, choose), grid);

  function describe() {
    const format = formatOf(values.country);
    const text = (name, key, token, more = {}) => ({
      name,
      label: strings[key],
      token: `${mode} ${token}`,
      required: true,
      check: (value) => (value || more.required === false ? null : (strings[`${key}.empty`] ?? strings["address.empty"])),
      ...more,
    });
    const country = text("country", "field.country", "country", { choices: names });
    const phone = text("phone", "field.phone", "tel", { inputMode: "tel", ...phoneRules(chosen, strings) });
    return [
      ...(chosen.asksName ? nameFields(chosen.nameAs, text) : []),
      country,
      ...format.map((part) => partField(part, text, { strings, regions, blocksPoBox: chosen.blocksPoBox })),
      ...(chosen.asksPhone ? [phone] : []),
    ];
  }

  /** Shows the form of the chosen country, once its states are here. */
  async function drawCountry() {
    const { country } = values;
    const { listed } = formatOf(country).find(({ name }) => name === "state") ?? {};
    const found = listed ? await regionsOf(group.origin, country) : [];
    if (country !== values.country) return;
    regions = found.map(([value, name = value, latin = name]) => ({ value, latin, text: isWrittenIn(locale, country) ? name : latin }));
    // A default may be written in any of its ways.
    const known = regions.find((region) => Object.values(region).includes(values.state));
    if (known) values.state = known.value;
    typed.draw();
  }

  async function changed(name) {
    if (name === "country") {
      delete values.state;
      await drawCountry();
    }
    tellChange();
  }

  function choose(contact) {
    saved = contact;
    grid.hidden = Boolean(saved);
    tellChange();
  }

  /** What the buyer keeps with Link takes the place of what stands here. */
  async function fill({ address, ...who }) {
    for (const name of ADDRESS) delete values[name];
    for (const name of ["name", "firstName", "lastName"]) delete values[name];
    Object.assign(values, startingWith({ ...who, address }));
    await drawCountry();
    if (saved) place.querySelector(".contacts label:last-child input").click();
    else tellChange();
  }

  function value({ format } = {}) {
    if (saved) return { name: saved.name, address: { line2: null, ...saved.address }, ...(saved.phone && { phone: saved.phone }) };
    const part = Object.fromEntries(ADDRESS.map((name) => [name, typed.value(name)]));
    part.line2 ||= null;
    part.postal_code = plain(part.postal_code);
    const region = regions.find(({ value }) => value === part.state);
    const isLatin = format ? format === "latin" : region && region.text === region.latin;
    // What has a code of Latin letters is told by that.
    if (region && isLatin && /[^\x20-\u024f]/.test(region.value)) part.state = region.latin;
    const [first, last] = [typed.value("firstName"), typed.value("lastName")];
    const name = chosen.nameAs === "split" ? `${first} ${last}`.trim() : typed.value("name");
    const split = chosen.nameAs === "split" ? { firstName: first, lastName: last } : {};
    return { name, ...split, address: part, ...(chosen.asksPhone && { phone: typed.value("phone") }) };
  }

  function answer(asked) {
    return { complete: Boolean(saved) || !typed.problems().length, isNewAddress: !saved, value: value(asked) };
  }

  function tellChange() {
    tell("change", { elementMode: mode, empty: isEmpty(), ...answer() });
  }

  function isEmpty() {
    const { name, phone, address } = value();
    return ![name, phone, address.line1, address.line2, address.city, address.postal_code].some(Boolean);
  }

  await drawCountry();
  grid.hidden = Boolean(saved);
  return {
    stop: hearLink(group, chosen, fill),
    getValue: answer,
    tellChange: () => isEmpty() || tellChange(),
    clear() {
      typed.clear(["country"]);
      tellChange();
    },
    /** What a confirmation says of it, by the API's names, or what is wrong. */
    answer() {
      const [message] = saved ? [] : typed.problems();
      return message ? { error: { type: "validation_error", code: "incomplete_address", message } } : told(mode, value());
    },
    complainOfAll: typed.complainOfAll,
    focusProblem: typed.focusProblem,
  };
}

function told(mode, { name, phone, address }) {
  const to = mode === "billing" ? "payment_method_data[billing_details]" : "shipping";
  const fields = { [`${to}[name]`]: name, [`${to}[phone]`]: phone };
  for (const [part, text] of Object.entries(address)) fields[`${to}[address][${part}]`] = text;
  return Object.fromEntries(Object.entries(fields).filter(([, text]) => text));
}

function nameFields(nameAs, text) {
  if (nameAs === "organization") return [text("name", "address.organization", "organization")];
  if (nameAs === "full") return [text("name", "field.name", "name")];
  return [
    text("firstName", "address.first_name", "given-name", { half: true }),
    text("lastName", "address.last_name", "family-name", { half: true }),
  ];
}

const TOKENS = {
  line1: "address-line1",
  line2: "address-line2",
  city: "address-level2",
  state: "address-level1",
  postal_code: "postal-code",
};

function partField(part, text, { strings, regions, blocksPoBox }) {
  const { name, label, required, half, pattern, example } = part;
  const field = text(name, label, TOKENS[name], { required, half });
  const optional = { label: fill(strings["field.optional"], { label: field.label }) };
  const more = required ? {} : optional;
  if (name === "state" && regions.length) {
    more.choices = [["", strings["address.choose"]], ...regions.map(({ value, text }) => [value, text])];
  }
  const isWrong = (value) => {
    if (blocksPoBox && name.startsWith("line") && PO_BOX.test(value)) return strings["address.po_box"];
    if (pattern && value && !pattern.test(plain(value))) return fill(strings["address.postal_code.invalid"], { example });
    return null;
  };
  if (name === "postal_code") {
    // Where a code has letters, a phone's keyboard needs them too.
    more.inputMode = /^[\d\s-]*$/.test(example) && example ? "numeric" : "text";
    more.check = (value) => (value ? isWrong(value) : required ? strings["postal_code.empty"] : null);
  } else {
    more.check = (value) => (value ? isWrong(value) : required ? field.check(value) : null);
  }
  return { ...field, ...more };
}

function phoneRules({ needsPhone }, strings) {
  const label = fill(strings["field.optional"], { label: strings["field.phone"] });
  const check = (value) => {
    if (!value) return needsPhone ? strings["field.phone.empty"] : null;
    return PHONE.test(value.normalize("NFKC")) ? null : strings["field.phone.invalid"];
  };
  return needsPhone ? { check } : { check, required: false, label };
}

/** A postal code as it is printed: capitals, and digits of the usual width. */
function plain(code) {
  return code.normalize("NFKC").toUpperCase();
}

function startingWith({ address, ...rest }) {
  const values = Object.fromEntries(Object.entries({ ...rest, ...address }).filter(([, value]) => typeof value === "string"));
  values.firstName ??= values.name?.split(" ").slice(0, -1).join(" ");
  values.lastName ??= values.name?.split(" ").at(-1);
  values.name ??= [values.firstName, values.lastName].filter(Boolean).join(" ");
  return values;
}

/** As the browser calls them in the buyer's language, in its order. */
function countryNames(countries, locale) {
  const names = new Intl.DisplayNames(locale, { type: "region" });
  const { compare } = new Intl.Collator(locale);
  return countries.map((code) => [code, names.of(code)]).sort(([, left], [, right]) => compare(left, right));
}

/** Whether people who read `locale` read what is written in `country`. */
function isWrittenIn(locale, country) {
  const { script } = new Intl.Locale(locale).maximize();
  return new Intl.Locale(`und-${country}`).maximize().script === script;
}
