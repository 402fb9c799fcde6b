// Each lender's plan in full, and what the law wants said of it.

import { image, node } from "./parts.js";

/** A dialog that is not open yet. The browser keeps the focus in it and gives it back. */
export function dialog(origin, offers, strings) {
  const title = node("h2", { id: "title", textContent: strings["messaging.title"] });
  const close = node("button", { type: "button", className: "close", textContent: "×" });
  close.setAttribute("aria-label", strings["messaging.close"]);
  const sections = offers.map((offer) => section(origin, offer));
  const element = node("dialog", {}, [title, close, ...sections]);
  element.setAttribute("aria-labelledby", "title");
  close.onclick = () => element.close();
  // A press beside the dialog is one on the dialog itself, as nothing of it is there.
  element.onclick = ({ target }) => target === element && element.close();
  return element;
}

function section(origin, offer) {
  const { name, sum, payments, legal } = offer;
  const parts = payments.map(({ due, amount }) =>
    node("li", {}, [node("span", { textContent: due }), node("span", { textContent: amount })]),
  );
  return node("section", {}, [
    node("h3", {}, [image(origin, offer), node("span", { textContent: name })]),
    node("p", { textContent: sum }),
    ...(parts.length ? [node("ol", {}, parts)] : []),
    ...(legal ? [node("p", { className: "legal", textContent: legal })] : []),
  ]);
}
