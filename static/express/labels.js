// What the buttons say where a page wants more than the method's name.

import { fill } from "../kassa/amount.js";
import { warn } from "../kassa/appearance.js";

const ANSWER_TIMEOUT_MS = 10_000;
/** Types that say no more than the name. */
const BARE = [undefined, "plain", "paypal"];
/** Types that say the same as another. */
const SAME = { "check-out": "checkout", buynow: "buy" };

/**
 * What the button of an offer says. Without the buyer's words, which few pages need and a slow
 * network may not bring, it is the method's name.
 */
export async function labelsFor(group, offers, typeOf) {
  const isTold = ({ type }) => !BARE.includes(typeOf(type));
  const words = offers.some(isTold) ? await wordsOf(group) : {};
  return ({ type, display_name: method }) => {
    const asked = typeOf(type);
    const text = BARE.includes(asked) ? null : words[(SAME[asked] ?? asked).replace("-", "_")];
    return text ? fill(text, { method }) : method;
  };
}

/** Asked for once in a group and language; again where that failed. */
async function wordsOf(group) {
  const { origin, publishableKey: key, locale } = group;
  if (group.buttonWords?.locale !== locale) {
    const query = new URLSearchParams({ key, locale: locale === "auto" ? navigator.language : locale });
    group.buttonWords = { locale, answer: ask(`${origin}/v1/elements/express?${query}`) };
  }
  try {
    return await group.buttonWords.answer;
  } catch {
    group.buttonWords = null;
    warn("expressCheckout: the words of the buttons could not be loaded.");
    return {};
  }
}

async function ask(url) {
  const response = await fetch(url, { credentials: "omit", signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return (await response.json()).strings;
}
