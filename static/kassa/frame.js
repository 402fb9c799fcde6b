// The iframe of the payment element, as it stands in the page.

import { hashOf } from "./appearance.js";
import { integrationError } from "./errors.js";
import { BLEED, roomFor } from "./room.js";
import { ENGLISH } from "./words.js";

/** An iframe for `place`, as high as its content will be. */
export function frameFor(group, options, place) {
  const frame = document.createElement("iframe");
  const room = roomFor(group, options, place.getBoundingClientRect().width);
  frame.title = ENGLISH["loader.frame"];
  frame.allow = "payment *; clipboard-write";
  frame.src = `${group.origin}/element?key=${encodeURIComponent(group.publishableKey)}#${hashOf(group, room)}`;
  Object.assign(frame.style, {
    border: 0,
    display: "block",
    boxSizing: "border-box",
    width: `calc(100% + ${2 * BLEED}px)`,
    maxWidth: "none",
    margin: `${-BLEED}px`,
    height: `${room.height}px`,
    // Else a page with a colour scheme of its own puts a white sheet behind the iframe.
    colorScheme: "normal",
  });
  return frame;
}

/** The place that a page names by an element or a selector. */
export function placeOf(target) {
  const place = typeof target === "string" ? document.querySelector(target) : target;
  if (place?.nodeType !== Node.ELEMENT_NODE) throw integrationError(`mount(): nothing matches ${target}.`);
  return place;
}
