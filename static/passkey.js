// The window in which a browser makes a passkey for a buyer who has opened it out of a merchant's page.
// In the frame there, some browsers make none.

import { ask } from "./link/ask.js";
import { hasPasskeys, makePasskey } from "./link/passkey.js";
import { speaker, tag } from "./link/sign_in.js";

const place = document.getElementById("link");
const enrolment = location.hash.slice(1);

// Whoever looks at the history later finds no token there.
history.replaceState(null, "", location.pathname);
start();

async function start() {
  const { body } = await send("consumer", { texts: true, locale: navigator.language });
  place.removeAttribute("aria-busy");
  if (!body) return;
  const said = speaker(body.texts);
  const title = said("link.passkey.add");
  const news = tag("p", {});
  const button = tag("button", { type: "button", className: "primary", textContent: title });
  Object.assign(document.documentElement, { lang: body.locale, dir: body.direction });
  document.title = title;
  news.setAttribute("role", "status");
  place.replaceChildren(tag("h1", { textContent: title }), tag("p", { textContent: said("link.passkey.explanation") }), button, news);
  button.onclick = async () => {
    button.disabled = true;
    const made = hasPasskeys() ? await makePasskey(send, enrolment ? { enrolment } : {}) : null;
    button.disabled = false;
    news.textContent = said(made?.body ? "link.passkey.added" : "link.passkey.not_added");
    if (!made?.body) return button.focus();
    opener?.postMessage("passkey", location.origin);
    const done = tag("button", { type: "button", textContent: said("link.passkey.close"), onclick: () => close() });
    button.replaceWith(done);
    done.focus();
  };
}

function send(path, fields) {
  return ask(`/link/api/${path}`, fields);
}
