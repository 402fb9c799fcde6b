// What the page asks of the iframe, and the answers with the same number.

import { notMounted } from "../kassa/errors.js";

let requests = 0;

/** Resolves with the answer; with `{error}` where nobody is there to answer. */
export function ask(payment, type, message) {
  const { connection, questions } = payment;
  if (!connection.port) return Promise.resolve({ error: notMounted("The payment element") });
  const request = ++requests;
  connection.post({ [type]: { request, ...message } });
  return new Promise((resolve) => questions.set(request, resolve));
}

/** The iframe has answered. */
export function settle({ questions }, { request, ...answer }) {
  questions.get(request)?.(answer);
  questions.delete(request);
}
