// The addresses that the buyer keeps, for the page's own form. The page hears of the one that is tapped,
// and of nothing before.

import { tag } from "../../link/sign_in.js";

/** So many are shown before the buyer asks for more. */
const SHOWN = 3;
const MODES = { shipping: "link.address.ship", billing: "link.address.bill" };

/** Buttons for each form that the page has told of; nothing where it has none. */
export function addressList(addresses, said, page) {
  const buttons = Object.keys(MODES).flatMap((mode) => buttonsFor(mode, addresses, said, page));
  if (!buttons.length) return [];
  const list = tag("div", { className: "link-panel link-addresses" });
  const news = tag("p", { className: "field-hint" });
  news.setAttribute("role", "status");
  list.append(...buttons, news);
  list.addEventListener("click", ({ target }) => {
    if (target.mode) news.textContent = said("link.address.filled");
  });
  return [list];
}

/** Draws them below the open card of the buyer's. Answers with how to stop. */
export function offerAddresses({ addresses, offers }, said, page) {
  const root = document.getElementById("kassa");
  // The form is drawn anew with every choice.
  const watch = new MutationObserver(offer);
  watch.observe(root, { childList: true, subtree: true });
  addEventListener("message", hear);
  offer();
  return () => {
    watch.disconnect();
    removeEventListener("message", hear);
    for (const list of root.querySelectorAll(".panel > .link-addresses")) list.remove();
  };

  /** The page may have another form now. */
  function hear({ source, data }) {
    if (source !== parent || !data?.link) return;
    for (const list of root.querySelectorAll(".panel > .link-addresses")) list.remove();
    offer();
  }

  function offer() {
    const [, index] = root.querySelector("[name=method]:checked")?.id.split("-") ?? [];
    const { display_name: name } = offers[index] ?? {};
    const panel = name && [...root.querySelectorAll(".panel")].find(({ ariaLabel }) => ariaLabel === name);
    if (panel && !panel.querySelector(".link-addresses")) panel.append(...addressList(addresses, said, page));
  }
}

function buttonsFor(mode, addresses, said, page) {
  const { countries, phone: asksPhone } = Object(page[mode]);
  if (!Array.isArray(countries)) return [];
  const names = new Intl.DisplayNames(document.documentElement.lang || navigator.language, { type: "region" });
  const fitting = addresses.filter(({ address }) => countries.includes(address.country));
  const buttons = fitting.map(({ name, phone, address }) => {
    const { line1, line2, city, state, postal_code: code, country } = address;
    const text = [name, line1, line2, city, state, code, names.of(country)].filter(Boolean).join(", ");
    const button = tag("button", { type: "button", className: "link", mode, textContent: said(MODES[mode], { address: text }) });
    const value = { name, address, ...(asksPhone === true && phone && { phone }) };
    button.onclick = () => parent.postMessage({ link: { mode, value } }, page.origin);
    return button;
  });
  const rest = buttons.slice(SHOWN);
  if (!rest.length) return buttons;
  const more = tag("button", { type: "button", className: "link", textContent: said("link.address.more") });
  more.onclick = () => {
    more.replaceWith(...rest);
    rest[0].focus();
  };
  return [...buttons.slice(0, SHOWN), more];
}
