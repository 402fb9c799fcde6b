// What the iframe asks the edge about Link. The answer to who the buyer is comes as a cookie that no
// script can read.

/** As long as a buyer who has pressed something waits for an answer. */
const TIMEOUT_MS = 10_000;
/** As long as a form waits for what a buyer keeps, before it is drawn without. */
export const SOON_MS = 2_000;

/**
 * What the buyer keeps, as offers for this checkout: `{email, offers}`, with the texts of the form
 * that asks who they are if those are wanted; `null` where the edge does not say.
 */
export async function askLink({ publishable_key: key, client_secret, locale }, texts = false, timeout = TIMEOUT_MS) {
  const fields = { key, locale, texts, ...(client_secret && { client_secret }) };
  const { body } = await send("/v1/elements/link", fields, timeout);
  return body ?? null;
}

/** Resolves with the answer's `body`, or with the `error` that it is. */
export function post({ publishable_key: key }, path, fields) {
  return send(`/v1/link/${path}`, { key, ...fields });
}

async function send(path, fields, timeout = TIMEOUT_MS) {
  try {
    const body = new URLSearchParams(fields);
    const response = await fetch(path, { method: "POST", body, signal: AbortSignal.timeout(timeout) });
    const answer = await response.json();
    return response.ok ? { body: answer } : { error: answer.error };
  } catch {
    return { error: { code: "api_connection_error" } };
  }
}
