// Kassa's loader: the only part of Kassa that runs in a merchant's page. It puts an iframe of
// Kassa's origin in place, hands it one message port, and exposes the interface that pages written
// for Stripe.js use. It never sees card data.

import { defineTag } from "./kassa/checkout_tag.js";
import { kassa } from "./kassa/surface.js";

/** The release of Stripe.js whose interface this is; `loadStripe` warns of any other. */
const VERSION = "endive";

const script = typeof document === "undefined" ? null : document.currentScript;
// Importing this on a server does nothing.
if (script) {
  const { origin } = new URL(script.src);
  /** Also with `new`, as pages used to write it. */
  const ours = Object.assign(
    function Kassa(publishableKey, options) {
      return kassa(origin, publishableKey, options);
    },
    { version: VERSION },
  );
  window.Kassa ||= ours;
  defineTag(origin, ours);
  // `data-global="Stripe"` serves a page whose code looks for that name.
  const { global } = script.dataset;
  if (global) window[global] ||= window.Kassa;
}
