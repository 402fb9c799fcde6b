// What a client secret tells.

/** The id of the payment intent, if it is one's. */
export function intentOf(clientSecret) {
  return /^(pi_\w+?)_secret_\w+$/.exec(clientSecret)?.[1];
}

/** The id of the setup intent, if it is one's. */
export function setupOf(clientSecret) {
  return /^(seti_\w+?)_secret_\w+$/.exec(clientSecret)?.[1];
}
