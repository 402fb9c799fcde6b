// What the choice between the two networks of a card starts with.

/** By the fields of the choice, the first of the networks that the page names and a card can be on. */
export function networksOf({ defaultValues }) {
  const { network } = defaultValues?.card ?? {};
  if (!network) return null;
  const named = [network].flat();
  const first = (brand) => named.find((name) => name === brand || name === "cartes_bancaires");
  return Object.fromEntries(["visa", "mastercard"].map((brand) => [`card-network-${brand}`, first(brand)]));
}
