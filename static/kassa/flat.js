// Hashes as the API takes them.

import { integrationError } from "./errors.js";

/** Nested fields by their bracketed names. An element among them is none that Kassa has. */
export function flat(fields, prefix = "") {
  const pairs = {};
  for (const [name, value] of Object.entries(fields)) {
    const key = prefix ? `${prefix}[${name}]` : name;
    if (value == null) continue;
    if (typeof value.mount === "function") throw integrationError(`${key}: Kassa has no such element; mount the payment element.`);
    if (typeof value === "object") Object.assign(pairs, flat(value, key));
    else pairs[key] = value;
  }
  return pairs;
}
