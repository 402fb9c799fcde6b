// The form of an address on the buyer's own pages: the address element's, in a page of Kassa's.

import { addressForm as addressElement } from "../contact/address_form.js";
import { ask } from "./ask.js";
import { tag } from "./sign_in.js";

/**
 * Draws into `place` a form with what `value` says: `{name, phone, address: {line1, …, country}}`, or
 * nothing. `said(key)` is the buyer's language, `locale` its tag. Until `ready`, there is nothing to
 * complain of.
 */
export function addressForm(place, { said, locale, value: given = {} }) {
  let form = null;
  const ready = draw();

  async function draw() {
    const { body: contact } = await ask("/link/api/contact", { locale });
    if (!contact) {
      place.replaceChildren(tag("p", { className: "problem", textContent: said("link.unreachable") }));
      return false;
    }
    const { name, phone, address } = given;
    const options = { mode: "shipping", fields: { phone: "always" }, validation: { phone: { required: "never" } } };
    const defaultValues = { ...(name && { name }), ...(phone && { phone }), address: filled(address ?? {}) };
    const group = { origin: location.origin };
    form = await addressElement({ place, group, options: { ...options, defaultValues }, contact, memory: {}, tell: () => {} });
    // There is no payment here.
    form.stop();
    return true;
  }

  /** As the edge shows it. */
  function value() {
    if (!form) return given;
    const { name, phone, address } = form.getValue().value;
    return { name, phone: phone ? phone.normalize("NFKC") : null, address };
  }

  return {
    /** Whether it could be drawn, once that is known. */
    ready,
    value,
    /** The same as the edge takes it: `name`, `address[line1]`, …, without what is empty. */
    fields() {
      const { address, ...who } = value();
      const parts = Object.entries(address ?? {}).map(([part, text]) => [`address[${part}]`, text]);
      return filled({ ...who, ...Object.fromEntries(parts) });
    },
    /** What is wrong with what was typed, in the buyer's words. */
    problems: () => (form ? [form.answer().error?.message].filter(Boolean) : [said("link.pages.failed")]),
    /** Shows all that is wrong, and leads to the first of it. */
    complain() {
      form?.complainOfAll();
      form?.focusProblem();
    },
  };
}

function filled(texts) {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text));
}
