// Asks a buyer who they are: an address, and the code that is sent there, or to a phone.

import { EMAIL } from "../contact/email.js";
import { form } from "../contact/form.js";
import { hasPasskeys, stopAsking, usePasskey } from "./passkey.js";

const DIGITS = 6;

/** What the edge says is wrong, by the code of its error. */
export const PROBLEMS = {
  email_invalid: "link.email.invalid",
  link_code_incorrect: "link.code.incorrect",
  link_code_expired: "link.code.expired",
  link_code_attempts_exceeded: "link.code.exceeded",
  link_code_too_often: "link.code.exceeded",
  link_code_not_sent: "link.code.not_sent",
  link_resend_too_early: "link.code.too_early",
};

/**
 * Draws into `place`. `said(key, values)` is the buyer's language, and `locale` its tag for the
 * messages; `send(path, fields)` asks the edge and resolves with `{body}` or `{error}`, and `proven()`
 * is called once the code was right. With a `challenge` that was asked for already, its code is all
 * that is typed. Answers with how to lead the buyer to what is missing.
 */
export function signIn(place, { said, send, locale, email = "", challenge = null }, proven) {
  const grid = tag("div", { className: "fields" });
  const news = tag("p", { className: "field-hint" });
  const actions = tag("div", { className: "actions" });
  const values = { email };
  /** The challenge that was asked for, and what the edge says is wrong with what was typed. */
  let asked = null;
  let refused = {};
  let busy = false;
  const typed = form(grid, values, specs, changed);

  news.setAttribute("role", "status");
  place.replaceChildren(grid, news, actions);
  if (challenge) sent({ body: challenge });
  else draw();
  if (!challenge && hasPasskeys()) passkey(true);
  return { complain };

  function specs() {
    const email = { name: "email", label: said("link.email"), token: "email webauthn", inputMode: "email", required: true };
    email.check = (value) => refusal("email", value) ?? (EMAIL.test(value) ? null : said(value ? "link.email.invalid" : "link.email.empty"));
    if (!asked) return challenge ? [] : [email];
    const code = { name: "code", label: said("link.code"), token: "one-time-code", inputMode: "numeric", required: true };
    code.check = (value) => refusal("code", value) ?? (bare(value).length === DIGITS ? null : said(value ? "link.code.incomplete" : "link.code.empty"));
    return challenge ? [code] : [email, code];
  }

  /** Stands until another text is typed. */
  function refusal(name, value) {
    return refused.name === name && refused.value === value ? refused.text : null;
  }

  function changed(name) {
    if (name === "email" && asked) {
      asked = null;
      values.code = "";
      news.textContent = "";
      draw();
    }
    if (name === "code" && bare(values.code).length === DIGITS) prove();
  }

  function draw() {
    typed.draw();
    for (const input of grid.querySelectorAll("input")) input.onkeydown = submitted;
    const key = asked ? "link.code.resend" : "link.send";
    const button = tag("button", { type: "button", className: asked ? "link" : "button", textContent: said(key) });
    button.onclick = asked ? resend : ask;
    actions.replaceChildren(button);
    if (!asked && hasPasskeys()) actions.append(tag("button", { type: "button", className: "link", textContent: said("link.passkey.use"), onclick: () => passkey(false) }));
  }

  /** Asks for one; `isOffered`: where the browser fills the address in. */
  async function passkey(isOffered) {
    const answer = await usePasskey(send, isOffered);
    if (!answer || !place.contains(grid)) return;
    if (answer.body) return proven();
    news.textContent = said(answer.error.code === "api_connection_error" ? "link.unreachable" : "link.passkey.failed");
  }

  function submitted({ key }) {
    if (key === "Enter") (asked ? prove : ask)();
  }

  async function ask() {
    if (typed.problems().length) return complain();
    const answer = await once(() => send("challenges", { email: values.email.trim(), locale }));
    if (answer) sent(answer, "email");
  }

  async function resend() {
    const answer = await once(() => send(`challenges/${asked.id}/resend`, { locale }));
    if (answer) sent(answer, "code");
  }

  function sent({ body, error }, name) {
    if (error) return refuse(name, error);
    asked = body;
    values.code = "";
    news.textContent = said("link.code.sent", { email: body.sent_to });
    draw();
    grid.querySelector("#code").focus();
  }

  async function prove() {
    if (typed.problems().length) return complain();
    const answer = await once(() => send(`challenges/${asked.id}/verify`, { code: bare(values.code) }));
    if (!answer) return;
    if (answer.error) return refuse("code", answer.error);
    stopAsking();
    proven();
  }

  function refuse(name, { code }) {
    refused = { name, value: (values[name] ?? "").trim(), text: said(PROBLEMS[code] ?? "link.unreachable") };
    complain();
  }

  function complain() {
    typed.complainOfAll();
    typed.focusProblem();
  }

  /** One question at a time; nothing while another is on its way. */
  async function once(question) {
    if (busy) return null;
    busy = true;
    try {
      return await question();
    } finally {
      busy = false;
    }
  }
}

/** Says what `texts` has under a key, with what stands for its placeholders. */
export function speaker(texts) {
  return (key, values = {}) => texts[key].replace(/{(\w+)}/g, (whole, name) => values[name] ?? whole);
}

export function tag(name, properties) {
  return Object.assign(document.createElement(name), properties);
}

const bare = (code = "") => code.replace(/[\s-]/g, "");
