// A code by SMS instead of the one on a kept card, or for a kept account, which has none: who reads it has
// the phone that the card or the account is kept with.

import { PROBLEMS, signIn, tag } from "../../link/sign_in.js";
import { askLink, post } from "./edge.js";

/**
 * Offers, below the code that a kept card asks for, one that is sent to the card's phone. `link` is what
 * the buyer keeps; `known(link, card)` is told once such a code was right. Answers with how to stop.
 */
export function offerCodes({ offers, phones }, init, said, known) {
  const send = (path, fields) => post(init, path, fields);
  // The form is drawn anew with every choice.
  const watch = new MutationObserver(offer);
  watch.observe(document.getElementById("kassa"), { childList: true, subtree: true });
  offer();
  return () => watch.disconnect();

  function offer() {
    const [, index] = document.querySelector("[name=method]:checked")?.id.split("-") ?? [];
    const { display_name: name, saved: { id: card } = {} } = offers[index] ?? {};
    const panel = document.getElementById("card-cvc")?.closest(".panel");
    if (!phones[card] || panel?.ariaLabel !== name || panel.querySelector(".codes")) return;
    const place = tag("div", { className: "link-panel codes" });
    const button = tag("button", { type: "button", className: "link" });
    button.textContent = said("link.code.phone", { phone: phones[card] });
    panel.querySelector(".fields").after(place);
    sendCode(place, button, card, { said, send, init, known });
  }
}

/**
 * Draws into `place` what an account asks for on a new device, which its `offer` says. Answers with how
 * to lead the buyer to that.
 */
export function unlock(place, offer, tools) {
  const button = tag("button", { type: "button", className: "button" });
  button.textContent = tools.said("link.send");
  return sendCode(place, button, offer.saved.id, tools);
}

/** Has `button` send a code to the phone that `method` is kept with, and asks for it. */
function sendCode(place, button, method, { said, send, init, known }) {
  const news = tag("p", { className: "field-hint" });
  let lead = () => button.focus();
  news.setAttribute("role", "status");
  place.replaceChildren(button, news);
  button.onclick = async () => {
    button.disabled = true;
    const asked = { method: "sms", payment_method: method, locale: init.locale };
    const { body: challenge, error } = await send("challenges", asked);
    button.disabled = false;
    if (error) news.textContent = said(PROBLEMS[error.code] ?? "link.unreachable");
    else lead = signIn(place, { said, send, locale: init.locale, challenge }, proven).complain;
  };
  return () => lead();

  async function proven() {
    const link = await askLink(init);
    if (link?.email) known(link, method);
  }
}
