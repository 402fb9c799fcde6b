// Asks the buyer who they are: an address, and the code that is sent there. What they keep with Link
// then joins the ways to pay. Fetched into the iframe once a buyer opens Link.

import { form } from "../contact/form.js";
import { askLink, post } from "./link/edge.js";

const EMAIL = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;
const DIGITS = 6;

/** What the edge says is wrong, by the code of its error. */
const PROBLEMS = {
  email_invalid: "link.email.invalid",
  link_code_incorrect: "link.code.incorrect",
  link_code_expired: "link.code.expired",
  link_code_attempts_exceeded: "link.code.exceeded",
  link_code_too_often: "link.code.exceeded",
  link_resend_too_early: "link.code.too_early",
};

/**
 * Draws into `place`. `init` is the page's, by which the edge is asked; `known(link)` is told what
 * came of it, once the buyer is known here or is not any more.
 */
export async function open(place, init, known) {
  const { texts, ...link } = (await askLink(init, true)) ?? {};
  if (!texts || !place.isConnected) return;
  const said = (key, values = {}) => texts[key].replace(/{(\w+)}/g, (whole, name) => values[name] ?? whole);
  const grid = tag("div", { className: "fields" });
  const news = tag("p", { className: "field-hint" });
  const actions = tag("div", { className: "actions" });
  const values = { email: JSON.parse(init.options).defaults?.email ?? "" };
  /** The challenge that was asked for, and what the edge says is wrong with what was typed. */
  let asked = null;
  let refused = {};
  let busy = false;
  const typed = form(grid, values, specs, changed);

  news.setAttribute("role", "status");
  place.tabIndex = -1;
  place.onfocus = () => {
    typed.complainOfAll();
    typed.focusProblem();
  };
  place.replaceChildren(grid, news, actions);
  if (link.email) signedIn(link);
  else draw();

  function specs() {
    const email = { name: "email", label: said("link.email"), token: "email", inputMode: "email", required: true };
    email.check = (value) => refusal("email", value) ?? (EMAIL.test(value) ? null : said(value ? "link.email.invalid" : "link.email.empty"));
    if (!asked) return [email];
    const code = { name: "code", label: said("link.code"), token: "one-time-code", inputMode: "numeric", required: true };
    code.check = (value) => refusal("code", value) ?? (bare(value).length === DIGITS ? null : said(value ? "link.code.incomplete" : "link.code.empty"));
    return [email, code];
  }

  /** Stands until another text is typed. */
  const refusal = (name, value) => (refused.name === name && refused.value === value ? refused.text : null);

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
    grid.querySelectorAll("input").forEach((input) => (input.onkeydown = submitted));
    const send = button(asked ? "link" : "button", asked ? "link.code.resend" : "link.send");
    send.onclick = asked ? resend : ask;
    actions.replaceChildren(send);
  }

  function submitted({ key }) {
    if (key === "Enter") (asked ? prove : ask)();
  }

  async function ask() {
    if (typed.problems().length) return complain();
    const answer = await once(() => post(init, "challenges", { email: values.email.trim(), locale: init.locale }));
    if (answer) sent(answer, "email");
  }

  async function resend() {
    const answer = await once(() => post(init, `challenges/${asked.id}/resend`, { locale: init.locale }));
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
    const answer = await once(() => post(init, `challenges/${asked.id}/verify`, { code: bare(values.code) }));
    if (!answer) return;
    if (answer.error) return refuse("code", answer.error);
    const link = await askLink(init);
    if (link?.email) signedIn(link);
    known(link);
  }

  function signedIn({ email, offers }) {
    grid.replaceChildren();
    news.textContent = said(offers.length ? "link.saved" : "link.empty", { email });
    const out = button("link", "link.sign_out");
    out.onclick = async () => {
      await once(() => post(init, "sessions/end", {}));
      asked = null;
      values.email = values.code = "";
      news.textContent = "";
      draw();
      known(null);
    };
    actions.replaceChildren(out);
  }

  function refuse(name, { code }) {
    refused = { name, value: values[name].trim(), text: said(PROBLEMS[code] ?? "link.unreachable") };
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

  function button(className, key) {
    return tag("button", { type: "button", className, textContent: said(key) });
  }
}

const bare = (code = "") => code.replace(/[\s-]/g, "");

function tag(name, properties) {
  return Object.assign(document.createElement(name), properties);
}
