// What a buyer is asked beside the payment element.

const METHOD = "payment_method_data";

/**
 * What the group's own forms were told, as fields of a confirmation, or of nothing but a payment
 * method; or the `error` of one that is wrong.
 */
export async function answersOf({ later }, ofMethod = false) {
  const told = {};
  for (const element of Object.values(later)) {
    const answer = await element.ask("answer");
    if (answer?.error) return answer;
    Object.assign(told, answer);
  }
  return ofMethod ? ofMethodAlone(told) : told;
}

/** A payment method's fields are named without what leads to them elsewhere. */
function ofMethodAlone(told) {
  const fields = Object.entries(told).filter(([name]) => name.startsWith(METHOD));
  return Object.fromEntries(fields.map(([name, value]) => [name.replace(`${METHOD}[billing_details]`, "billing_details"), value]));
}
