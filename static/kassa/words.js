// The loader's own few words: in the language of the session where it is here, else in English.

import { NOT_LOADED } from "./errors.js";

export const ENGLISH = {
  "loader.frame": "Secure payment form",
  "loader.failed": NOT_LOADED.message,
  "load.retry": "Try again",
};

/** Never fails; what the session does not say is said in English. */
export async function wordsOf(group) {
  const session = await group.session;
  try {
    return { ...ENGLISH, ...JSON.parse(session.answered.body).strings };
  } catch {
    return ENGLISH;
  }
}
