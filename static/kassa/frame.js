// The iframe of the payment element, as it stands in the page.

import { hashOf } from "./appearance.js";
import { BLEED, roomFor } from "./room.js";
import { ENGLISH } from "./words.js";

/** An iframe for `place`, as high as its content will be. */
export function frameFor(group, options, place) {
  const frame = document.createElement("iframe");
  const room = roomFor(group, options, place.getBoundingClientRect().width);
  frame.title = ENGLISH["loader.frame"];
  frame.allow = "payment *; clipboard-write; publickey-credentials-get";
  frame.src = `${group.origin}/element?key=${group.publishableKey}#${hashOf(group, room)}`;
  // Without its colour scheme, a page that has one puts a white sheet behind the iframe.
  frame.style.cssText =
    "border:0;display:block;box-sizing:border-box;max-width:none;color-scheme:normal;" +
    `width:calc(100% + ${2 * BLEED}px);margin:-${BLEED}px;height:${room.height}px`;
  return frame;
}
