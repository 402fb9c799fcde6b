// What these forms say, in the buyer's language; asked for once in a group.

import { errorIn, NOT_LOADED } from "../kassa/errors.js";

const ANSWER_TIMEOUT_MS = 10_000;

/** Resolves with `{contact}`, the edge's answer, or with `{error}`. */
export async function contactOf(group) {
  const { contact } = group;
  // An answer that failed is asked for again.
  if (contact?.locale !== group.locale || (await contact.answer).error) {
    group.contact = { locale: group.locale, answer: ask(group) };
  }
  return group.contact.answer;
}

async function ask({ origin, publishableKey, locale }) {
  const tag = locale === "auto" ? navigator.language : locale;
  const query = new URLSearchParams({ key: publishableKey, locale: tag });
  try {
    const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
    const response = await fetch(`${origin}/v1/elements/contact?${query}`, { credentials: "omit", signal });
    const body = await response.text();
    return response.ok ? { contact: JSON.parse(body) } : { error: errorIn(body) ?? NOT_LOADED };
  } catch {
    return { error: NOT_LOADED };
  }
}

/** The states of a country, `[value, name, Latin name]` each; nothing where they cannot be loaded. */
export function regionsOf(origin, country) {
  const load = async () => {
    try {
      const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
      return await (await fetch(`${origin}/regions/${country}.json`, { credentials: "omit", signal })).json();
    } catch {
      regions.delete(country);
      return [];
    }
  };
  if (!regions.has(country)) regions.set(country, load());
  return regions.get(country);
}

const regions = new Map();
