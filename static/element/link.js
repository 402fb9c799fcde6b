// Link's own row among the ways to pay: asks the buyer who they are. What they keep then joins the ways
// to pay. Fetched into the iframe once a buyer opens it.

import { hasPasskeys } from "../link/passkey.js";
import { signIn, speaker, tag } from "../link/sign_in.js";
import { addressList, offerAddresses } from "./link/addresses.js";
import { offerCodes, unlock } from "./link/codes.js";
import { askLink, post } from "./link/edge.js";

/**
 * Offers beside a kept card what `link` has for it: codes by SMS, and addresses for the page's own form.
 * Resolves with how to stop.
 */
export async function offerHelp(link, init, known, page) {
  const { texts } = (await askLink(init, true)) ?? {};
  if (!texts) return () => {};
  const said = speaker(texts);
  const offered = [link.phones && offerCodes(link, init, said, known), offerAddresses(link, said, page)];
  return () => offered.forEach((stop) => stop?.());
}

/**
 * Draws into `place`. `init` is the page's, by which the edge is asked; `known(link)` is told what
 * came of it, once the buyer is known here or is not any more. `page` is what the page says of its own
 * forms.
 */
export async function open(place, init, known, page) {
  const { texts, ...link } = (await askLink(init, true)) ?? {};
  if (!texts || !place.isConnected) return;
  const said = speaker(texts);
  const send = (path, fields) => post(init, path, fields);
  const typed = typeof page.email === "string" ? page.email : null;
  const email = typed ?? JSON.parse(init.options).defaults?.email;
  place.tabIndex = -1;
  const locked = link.email && lockedIn(place, link.offers);
  if (locked) place.onfocus = unlock(place, locked, { said, send, init, known });
  else if (link.email) greet(link);
  else ask();

  function ask() {
    const { complain } = signIn(place, { said, send, locale: init.locale, email }, proven);
    // Where the module leads to what is missing.
    place.onfocus = complain;
  }

  async function proven() {
    const link = await askLink(init);
    if (link?.email) greet(link);
    known(link);
  }

  function greet({ email, offers, addresses, can_add_passkey }) {
    const text = said(offers.length ? "link.saved" : "link.empty", { email });
    const leave = tag("button", { type: "button", className: "link", textContent: said("link.sign_out") });
    place.onfocus = () => leave.focus();
    place.replaceChildren(tag("p", { className: "field-hint", textContent: text }), ...addressList(addresses, said, page), leave);
    if (can_add_passkey && hasPasskeys()) leave.before(adder());
    leave.onclick = async () => {
      const { error } = await send("sessions/end", {});
      if (error) return;
      ask();
      known(null);
    };
  }

  /** Opens a window in which the browser makes a passkey: in this frame, some browsers make none. */
  function adder() {
    const news = tag("p", { className: "field-hint", textContent: said("link.passkey.explanation") });
    const add = tag("button", { type: "button", className: "button", textContent: said("link.passkey.add") });
    const whole = tag("div", { className: "link-panel" });
    news.setAttribute("role", "status");
    whole.append(news, add);
    add.onclick = async () => {
      // Before anything is awaited: browsers open windows for a press alone.
      const page = window.open("", "", "popup,width=440,height=560");
      const { body } = await send("passkeys/enrol", {});
      if (!page || !body) {
        page?.close();
        news.textContent = said("link.passkey.not_added");
        return;
      }
      page.location = body.url;
      addEventListener("message", function hear({ source, data, origin }) {
        if (source !== page || origin !== location.origin || data !== "passkey") return;
        removeEventListener("message", hear);
        news.textContent = said("link.passkey.added");
        add.remove();
      });
    };
    return whole;
  }
}

/** The kept account in whose panel `place` is, if it is not Link's own row. */
function lockedIn(place, offers) {
  const { ariaLabel } = place.closest(".panel");
  const [, index] = document.querySelector("[name=method]:checked")?.id.split("-") ?? [];
  const named = offers.filter(({ display_name: name }) => name === ariaLabel);
  return named.find((offer) => offer === offers[index]) ?? named[0];
}
