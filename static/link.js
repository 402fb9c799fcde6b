// The buyer's own pages: what Link knows of them, for them alone.

import { ask } from "./link/ask.js";
import { hasPasskeys, makePasskey } from "./link/passkey.js";
import { signIn, speaker, tag } from "./link/sign_in.js";

const place = document.getElementById("link");
const locale = navigator.language;
let said;

start();

async function start() {
  const { body } = await send("consumer", { texts: true, locale });
  if (!body) return fail();
  said = speaker(body.texts);
  Object.assign(document.documentElement, { lang: body.locale, dir: body.direction });
  document.title = said("link.pages.title");
  place.removeAttribute("aria-busy");
  show(body);
}

/** Draws anew what the edge has now; `news` is said about it. */
async function refresh(news) {
  const { body } = await send("consumer", {});
  if (body) show(body, news);
  else say(said("link.pages.failed"));
}

function show(consumer, news = "") {
  const title = tag("h1", { textContent: said("link.pages.title"), tabIndex: -1 });
  const status = tag("p", { id: "news", textContent: news });
  status.setAttribute("role", "status");
  place.replaceChildren(title, status, ...(consumer.email ? known(consumer) : unknown()));
}

function unknown() {
  const form = tag("div", {});
  signIn(form, { said, send, locale }, () => refresh());
  return [tag("p", { textContent: said("link.pages.explanation") }), form];
}

function known(consumer) {
  const { email, cards, devices, passkeys, payments } = consumer;
  return [
    tag("p", { textContent: said("link.pages.signed_in", { email }) }),
    press("link.pages.sign_out", () => act("sessions/end")),
    ...section("link.pages.cards", cards.map(card), "link.pages.cards.none"),
    ...section("link.pages.devices", devices.map(device)),
    ...section("link.pages.passkeys", passkeys.map(passkey), "link.pages.passkeys.none"),
    ...(hasPasskeys() ? [row(press("link.passkey.add", addPasskey))] : []),
    ...section("link.pages.uses", payments.map(payment), "link.pages.uses.none"),
    tag("h2", { textContent: said("link.pages.data") }),
    row(press("link.pages.export", () => download(consumer)), press("link.pages.erase", askToErase, "danger")),
  ];
}

function section(key, items, none) {
  const heading = tag("h2", { textContent: said(key) });
  const list = tag("ul", {});
  list.append(...items);
  return [heading, items.length || !none ? list : tag("p", { textContent: said(none) })];
}

function card({ id, brand, last4, exp_month, exp_year, is_default }) {
  const name = `${brand} ••••\u00a0${last4}`;
  const date = `${String(exp_month).padStart(2, "0")}/${exp_year}`;
  const item = entry(name, said("link.pages.expires", { date }));
  if (is_default) item.append(tag("span", { className: "mark", textContent: said("link.pages.default") }));
  else item.append(press("link.pages.make_default", () => act(`cards/${id}/make_default`), "", name));
  item.append(press("link.pages.remove", () => act(`cards/${id}/remove`), "", name));
  return item;
}

function device({ id, name: told, used_ms }, index) {
  const name = told ?? said("link.pages.device.unknown");
  const item = entry(name, said("link.pages.device.used", { date: day(used_ms) }));
  if (index === 0) item.append(tag("span", { className: "mark", textContent: said("link.pages.device.this") }));
  else item.append(press("link.pages.device.end", () => act(`sessions/${id}/end`), "", name));
  return item;
}

function passkey({ id, name: told, created_ms, used_ms }) {
  const name = told ?? said("link.pages.device.unknown");
  const used = used_ms && said("link.pages.device.used", { date: day(used_ms) });
  const item = entry(name, [said("link.pages.passkey.created", { date: day(created_ms) }), used].filter(Boolean).join(" · "));
  item.append(press("link.pages.remove", () => act(`passkeys/${id}/remove`), "", name));
  return item;
}

async function addPasskey() {
  const made = await makePasskey(send);
  if (made?.body) await refresh(said("link.passkey.added"));
  else say(said("link.passkey.not_added"));
}

function payment({ merchant, amount, currency, last4, at_ms, was_saved }) {
  const sum = new Intl.NumberFormat(locale, { style: "currency", currency }).format(amount);
  const item = entry(merchant, `${sum} · ••••\u00a0${last4} · ${day(at_ms)}`);
  if (was_saved) item.append(tag("span", { className: "mark", textContent: said("link.pages.use.saved") }));
  return item;
}

function entry(name, more) {
  const item = tag("li", {});
  const text = tag("div", { textContent: name });
  text.append(tag("small", { textContent: more }));
  item.append(text);
  return item;
}

/** A button; `about` tells readers which of several it is. */
function press(key, pressed, className = "", about) {
  const button = tag("button", { type: "button", className, textContent: said(key), onclick: pressed });
  if (about) button.setAttribute("aria-label", `${said(key)}: ${about}`);
  return button;
}

function row(...buttons) {
  const row = tag("div", { className: "row" });
  row.append(...buttons);
  return row;
}

async function act(path, news) {
  const { error } = await send(path, {});
  if (error) return say(said("link.pages.failed"));
  await refresh(news);
  place.querySelector("h1").focus();
}

function askToErase({ target }) {
  const question = tag("div", {});
  const no = press("link.pages.erase.no", () => refresh());
  const yes = press("link.pages.erase.yes", () => act("erase", said("link.pages.erased")), "danger");
  question.setAttribute("role", "group");
  question.append(tag("p", { textContent: said("link.pages.erase.question") }), row(no, yes));
  target.parentNode.replaceWith(question);
  no.focus();
}

/** Everything, as a file: what the page shows is what there is. */
function download({ texts, ...consumer }) {
  const url = URL.createObjectURL(new Blob([JSON.stringify(consumer, null, 2)], { type: "application/json" }));
  tag("a", { href: url, download: "link.json" }).click();
  setTimeout(() => URL.revokeObjectURL(url));
}

const day = (ms) => new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(ms);

const say = (text) => (document.getElementById("news").textContent = text);

function send(path, fields) {
  return ask(`/link/api/${path}`, fields);
}

function fail() {
  const again = tag("button", { type: "button", textContent: "Try again", onclick: () => location.reload() });
  place.removeAttribute("aria-busy");
  place.append(tag("p", { textContent: "Link cannot be reached.", role: "alert" }), again);
}
