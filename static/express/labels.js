// What the buttons say where a page wants more than the method's name.

import { fill } from "../kassa/amount.js";
import { warn } from "../kassa/appearance.js";
import { saidOf } from "../kassa/said.js";

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

async function wordsOf(group) {
  const { said, error } = await saidOf(group, "express");
  if (error) warn("expressCheckout: the words of the buttons could not be loaded.");
  return said?.strings ?? {};
}
