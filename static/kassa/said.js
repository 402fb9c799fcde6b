// What the edge says of an element's own, in the buyer's language.

import { errorIn, NOT_LOADED } from "./errors.js";

export const ANSWER_TIMEOUT_MS = 10_000;

/**
 * Resolves with `{said}`, the answer of `/v1/elements/` and then `what`, or with `{error}`. Asked for
 * once in a group and language, and again where that failed.
 */
export async function saidOf(group, what) {
  const asked = (group.said ??= {});
  const before = asked[what];
  if (before?.locale !== group.locale || (await before.answer).error) {
    asked[what] = { locale: group.locale, answer: ask(group, what) };
  }
  return asked[what].answer;
}

async function ask({ origin, publishableKey, locale }, what) {
  const tag = locale === "auto" ? navigator.language : locale;
  const query = new URLSearchParams({ key: publishableKey, locale: tag });
  try {
    const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
    const response = await fetch(`${origin}/v1/elements/${what}?${query}`, { credentials: "omit", signal });
    const body = await response.text();
    return response.ok ? { said: JSON.parse(body) } : { error: errorIn(body) ?? NOT_LOADED };
  } catch {
    return { error: NOT_LOADED };
  }
}
