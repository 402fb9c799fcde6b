// Fields that a page fills in or answers itself.

const PERSON = ["name", "email", "phone"];
const ADDRESS = ["country", "postalCode", "state", "city", "line1"];

/** The iframe's name of a part of an address, such as `postalCode` or `postal_code`. */
export function fieldOf(name) {
  return name === "line1" ? "address-line1" : name.replace(/_c|C/, "-c");
}

/** The fields that the page answers itself: `name`, or of one method alone `klarna/name`. */
export function hiddenIn({ fields = {} }) {
  const { billingDetails, ...methods } = fields;
  const own = Object.entries(methods).flatMap(([method, told]) =>
    hiddenOf(told?.billingDetails).map((field) => `${method}/${field}`),
  );
  return [...hiddenOf(billingDetails), ...own];
}

/** The fields that the buyer is asked beside the payment element. */
export function coveredIn({ later }) {
  return Object.values(later).flatMap((element) => hiddenOf(element.node && element.covers()));
}

/** All that the payment element does not ask. */
export function hiddenBy(group, options) {
  return [...hiddenIn(options), ...coveredIn(group)];
}

function hiddenOf(billing) {
  const address = billing?.address ?? billing;
  const never = (told, names) => names.filter((name) => (told?.[name] ?? told) === "never").map(fieldOf);
  return [...never(billing, PERSON), ...never(address, ADDRESS)];
}
