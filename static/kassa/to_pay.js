// What there is to pay, as the edge is asked about it.

/** What an intent will be that the merchant's server makes later, by the API's names. */
export const INTENT = ["mode", "amount", "currency", "setup_future_usage", "capture_method"];
/** Beside it: which methods are offered, and what the edge refuses by name. */
export const BESIDE = [
  "payment_method_types", "allowed_payment_method_types", "excluded_payment_method_types",
  "payment_method_configuration", "payment_method_options", "on_behalf_of",
];

/** An intent, or what one will be. */
export function toPay({ clientSecret, told }) {
  const query = new URLSearchParams(clientSecret && { client_secret: clientSecret });
  const say = (name, value) => {
    if (Array.isArray(value)) for (const one of value) query.append(`${name}[]`, one);
    else if (value != null) query.set(name, value);
  };
  if (told.mode) {
    for (const name of INTENT) say(`deferred_intent[${name}]`, told[name]);
    for (const name of BESIDE) say(name, told[name]);
  }
  return query;
}
