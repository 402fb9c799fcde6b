// What a page asks of elements(). The edge checks what there is to pay; what changes nothing is
// warned of once the form is ready.

import { appearanceOf } from "./appearance.js";
import { integrationError } from "./errors.js";

/** The group's own names for what is asked; `before` is what it was told then, by the API's names. */
export function readOptions(caller, options, before = {}) {
  const told = { ...before };
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined) told[snake(name)] = value;
  }
  const { client_secret: clientSecret, mode, locale, fonts } = told;
  if (clientSecret !== undefined && (mode || !/^(pi|seti)_\w+_secret_\w+$/.test(clientSecret))) {
    const problem = mode ? "pass either a clientSecret or a mode" : "this is no client secret of an intent";
    throw integrationError(`${caller}: ${problem}.`);
  }
  return {
    told,
    clientSecret,
    fonts,
    ...(locale && { locale }),
    ...(options.appearance && { appearance: appearanceOf(options.appearance) }),
  };
}

/** A name as the API has it. */
export function snake(name) {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
