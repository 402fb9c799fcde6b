// The options of the payment element, as the iframe reads them (`checkout-ui/src/options_reader.rs`).

import { fieldOf, hiddenBy } from "./hidden_fields.js";
import { layoutOf } from "./layout.js";

export function forElement(options, group) {
  const { readOnly, business, defaultValues, terms } = options;
  const { address, ...person } = defaultValues?.billingDetails ?? {};
  const parts = Object.entries(address ?? {}).map(([name, value]) => [fieldOf(name), value]);
  return JSON.stringify({
    ...layoutOf(options),
    readOnly,
    business: business?.name,
    defaults: { ...person, ...Object.fromEntries(parts), ...networksOf(defaultValues?.card) },
    hidden: hiddenBy(group, options),
    terms,
  });
}

/** What the choice of a card's network starts with: the first that the card is on. */
function networksOf(card) {
  const named = [card?.network].flat();
  const first = (brand) => named.find((name) => name === brand || name === "cartes_bancaires");
  return Object.fromEntries(["visa", "mastercard"].map((brand) => [`card-network-${brand}`, first(brand)]));
}
