// Fields that a page fills in or answers itself.

/** Names of options, and the iframe's names of the fields. */
const FIELDS = { name: "name", email: "email", phone: "phone" };
const ADDRESS_FIELDS = {
  country: "country",
  postalCode: "postal-code",
  state: "state",
  city: "city",
  line1: "address-line1",
};

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
  return Object.values(later).flatMap(({ covers }) => hiddenOf(covers()));
}

/** All that the payment element does not ask. */
export function hiddenBy(group, options) {
  return [...hiddenIn(options), ...coveredIn(group)];
}

function hiddenOf(billing) {
  const address = billing?.address ?? billing;
  const never = (told, fields) =>
    Object.keys(fields)
      .filter((name) => (told?.[name] ?? told) === "never")
      .map((name) => fields[name]);
  return [...never(billing, FIELDS), ...never(address, ADDRESS_FIELDS)];
}
