// What a client secret tells.

export function intentOf(clientSecret) {
  return /^(pi_\w+?)_secret_\w+$/.exec(clientSecret)?.[1];
}
