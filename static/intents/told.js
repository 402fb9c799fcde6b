// What a page has promised to tell.

import { integrationError } from "../kassa/errors.js";
import { coveredIn, hiddenIn } from "../kassa/hidden_fields.js";

/**
 * Throws if the page has not told what it answers itself in the form that is open. `path` leads to
 * `data` in what the page has passed to `caller`.
 */
export function checkTold({ group, options, method }, caller, path, data) {
  const { address, ...told } = data?.billing_details ?? {};
  const covered = coveredIn(group);
  for (const hidden of hiddenIn(options)) {
    const [field, of] = hidden.split("/").reverse();
    const isOfPerson = ["name", "email", "phone"].includes(field);
    const name = field.replace("address-", "").replace("-", "_");
    const value = isOfPerson ? told[field] : address?.[name];
    if ((of ?? method ?? "card") !== (method ?? "card") || value !== undefined || covered.includes(field)) continue;
    const detail = `billing_details.${isOfPerson ? "" : "address."}${name}`;
    throw integrationError(`${caller}: fields.billingDetails says "never" of ${detail}, so pass it in ${path}.${detail}.`);
  }
}
