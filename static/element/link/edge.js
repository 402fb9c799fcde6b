// What the iframe asks the edge about Link.

import { ask } from "../../link/ask.js";

/** As long as a form waits for what a buyer keeps, before it is drawn without. */
export const SOON_MS = 2_000;

/**
 * What the buyer keeps, as offers for this checkout: `{email, offers}`, with the texts of the form
 * that asks who they are if those are wanted; `null` where the edge does not say.
 */
export async function askLink({ publishable_key: key, client_secret, locale }, texts = false, timeout = undefined) {
  const fields = { key, locale, texts, ...(client_secret && { client_secret }) };
  const { body } = await ask("/v1/elements/link", fields, timeout);
  return body ?? null;
}

/** Resolves with the answer's `body`, or with the `error` that it is. */
export function post({ publishable_key: key }, path, fields) {
  return ask(`/v1/link/${path}`, { key, ...fields });
}
