// The states of a country.

import { ANSWER_TIMEOUT_MS } from "../kassa/said.js";

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
