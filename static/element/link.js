// Link's own row among the ways to pay: asks the buyer who they are. What they keep then joins the ways
// to pay. Fetched into the iframe once a buyer opens it.

import { signIn, speaker, tag } from "../link/sign_in.js";
import { askLink, post } from "./link/edge.js";

/**
 * Draws into `place`. `init` is the page's, by which the edge is asked; `known(link)` is told what
 * came of it, once the buyer is known here or is not any more.
 */
export async function open(place, init, known) {
  const { texts, ...link } = (await askLink(init, true)) ?? {};
  if (!texts || !place.isConnected) return;
  const said = speaker(texts);
  const send = (path, fields) => post(init, path, fields);
  let email = JSON.parse(init.options).defaults?.email;
  place.tabIndex = -1;
  if (link.email) greet(link);
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

  function greet({ email, offers }) {
    const text = said(offers.length ? "link.saved" : "link.empty", { email });
    const leave = tag("button", { type: "button", className: "link", textContent: said("link.sign_out") });
    place.onfocus = () => leave.focus();
    place.replaceChildren(tag("p", { className: "field-hint", textContent: text }), leave);
    leave.onclick = async () => {
      const { error } = await send("sessions/end", {});
      if (error) return;
      ask();
      known(null);
    };
  }
}
