// The buyer's own pages: brings the module that draws them (checkout-ui/link-pages), and gives it what
// they share with the element's row of Link.

import init, { start } from "link-pages";
import { ask } from "./ask.js";
import { hasPasskeys, makePasskey } from "./passkey.js";
import { signIn, speaker, tag } from "./sign_in.js";

const MODULE_TIMEOUT_MS = 60_000;
const locale = navigator.language;

try {
  // On its way at the same time as the module. The bundle knows where that is.
  const asked = send("consumer", { texts: true, locale });
  await init({ module_or_path: fetch(LINK_PAGES_WASM, { signal: AbortSignal.timeout(MODULE_TIMEOUT_MS) }) });
  const { body, error } = await asked;
  if (error) throw new Error(error.code);
  const { texts, direction, locale: spoken, ...consumer } = body;
  const language = { texts, direction, locale: spoken };
  start(document.getElementById("link"), parts(speaker(texts)), JSON.stringify(language), JSON.stringify(consumer));
} catch (error) {
  console.error(error);
  fail();
}

/** As checkout-ui/link-pages/src/border.rs wants them. */
function parts(said) {
  return {
    ask: (path, fields) => send(path, JSON.parse(fields)),
    hasPasskeys,
    makePasskey: () => makePasskey(send),
    signIn: (place, proven) => signIn(place, { said, send, locale }, proven),
    addressForm(place, consumer, id) {
      const value = JSON.parse(consumer).addresses.find((address) => address.id === id);
      let form = null;
      drawn().catch(() => (place.textContent = said("link.unreachable")));
      return {
        fields: () => (form && !form.problems().length ? JSON.stringify(form.fields()) : undefined),
        complain: () => form?.complain(),
      };

      /** Fetched by who writes an address. */
      async function drawn() {
        const { addressForm } = await import("/address_form.js");
        form = addressForm(place, { said, locale, value });
      }
    },
  };
}

function send(path, fields = {}) {
  return ask(`/link/api/${path}`, fields);
}

/** Without the module, and in no language but the one that is here. */
function fail() {
  const place = document.getElementById("link");
  const again = tag("button", { type: "button", textContent: "Try again", onclick: () => location.reload() });
  place.removeAttribute("aria-busy");
  place.append(tag("p", { textContent: "Link cannot be reached.", role: "alert" }), again);
}
