// What there is to pay, as the edge is asked about it.

/** What an intent will be that the merchant's server makes later, by the API's names. */
const INTENT = ["mode", "amount", "currency", "setup_future_usage", "capture_method"];
/** Beside it: which methods are offered, and what the edge refuses by name. */
const BESIDE = [
  "payment_method_types", "allowed_payment_method_types", "excluded_payment_method_types",
  "payment_method_configuration", "payment_method_options", "on_behalf_of",
];
/** Everything that counts only where there is no intent yet. */
export const DEFERRED = [...INTENT, ...BESIDE];

/** An intent, or what one will be. */
export function toPay({ clientSecret, told }) {
  const query = new URLSearchParams();
  if (clientSecret) query.set("client_secret", clientSecret);
  if (!told.mode) return query;
  for (const name of INTENT) if (told[name] != null) query.set(`deferred_intent[${name}]`, told[name]);
  for (const name of BESIDE) {
    const value = told[name];
    if (Array.isArray(value)) for (const method of value) query.append(`${name}[]`, method);
    else if (value != null) query.set(name, value);
  }
  return query;
}
