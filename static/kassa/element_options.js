// The options of the payment element, as the iframe reads them (`checkout-ui/src/options_reader.rs`).

import { fieldOf, hiddenBy } from "./hidden_fields.js";
import { layoutOf } from "./layout.js";

export function forElement(options, group) {
  const { readOnly, business, defaultValues, terms } = options;
  const { address, ...person } = defaultValues?.billingDetails ?? {};
  for (const name in address) person[fieldOf(name)] = address[name];
  return JSON.stringify({
    ...layoutOf(options),
    readOnly,
    business: business?.name,
    defaults: { ...person, ...group.networks },
    hidden: hiddenBy(group, options),
    terms,
    link: group.asked.link,
  });
}
