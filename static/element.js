// The first thing that runs in the iframe. It takes the message port from the embedding page, draws
// the form as soon as it can, and hands both to the WebAssembly module; if there is no module, it says
// so in the module's place.

import { keepDoor } from "./element/link/door.js";
import { attend, tellHeight } from "./element/takeover.js";

// What the page wants to see while the module loads: `#night-list` is a list in the night. A third
// part says that there is more to the appearance than its theme, which takes a module of its own.
const THEMES = ["stripe", "night", "flat", "auto"];
/** The page gives a frame less in which nothing is drawn. */
const MODULE_TIMEOUT_MS = 60_000;
const root = document.documentElement;
let [theme, outline, styled] = location.hash.slice(1).split("-");
const isNight = matchMedia("(prefers-color-scheme: dark)");
let looks = Promise.resolve();
isNight.onchange = () => setTheme(theme);
setTheme(theme);
root.dataset.outline = outline;
if (styled) loadLooks().catch(() => {});

/** Resolves with the one port that the embedding page sends; whatever comes before it is drawn first. */
const port = new Promise((resolve) => {
  addEventListener("message", ({ source, data, ports }) => {
    if (source !== parent) return;
    if (data === '{"type":"port"}' && ports.length === 1) resolve(ports[0]);
    const look = lookIn(Object(data));
    if (look) looks = looks.then(() => restyle(look)).catch(console.error);
  });
});

// The page answers this with the port. It carries nothing, so every origin may read it; who may
// embed this document at all is decided by its `frame-ancestors`.
if (parent !== window) parent.postMessage('{"type":"hello"}', "*");

const early = port.then(async (port) => {
  await looks;
  keepDoor(port);
  return attend(port);
});

try {
  const glue = await import(document.getElementById("glue").href);
  const signal = AbortSignal.timeout(MODULE_TIMEOUT_MS);
  await glue.default({ module_or_path: fetch(document.getElementById("wasm").href, { signal }) });
  const { isDrawn, handTo } = await early;
  await isDrawn;
  await handTo(glue.start);
} catch (error) {
  console.error(error);
  (await early).handTo(fail);
}

/** `auto` follows the system. */
function setTheme(asked) {
  theme = asked;
  root.dataset.theme = asked === "auto" ? (isNight.matches ? "night" : "stripe") : asked;
}

function loadLooks() {
  return import(document.querySelector("meta[name=appearance]").content);
}

/** An appearance or fonts, if a message holds one. */
function lookIn({ appearance, fonts }) {
  if (Array.isArray(fonts)) return { fonts };
  if (typeof appearance !== "string") return null;
  try {
    const told = JSON.parse(appearance);
    return THEMES.includes(told?.theme) ? { told } : null;
  } catch {
    return null;
  }
}

/** The page's appearance, or fonts that it has loaded; the page hears what was refused. */
async function restyle({ told, fonts }) {
  if (told) setTheme(told.theme);
  // A change of nothing but the theme needs no more.
  styled ||= fonts || Object.keys(told).length > 1;
  if (!styled) return;
  const { show, showFonts } = await loadLooks();
  const warnings = told ? show(told) : showFonts(fonts);
  // Fonts are swapped in when they are here: nothing waits for them.
  Promise.all([port, warnings]).then(([port, messages]) => {
    for (const message of messages) port.postMessage(JSON.stringify({ type: "warning", message }));
  });
}

/** Draws the failure without the module, in the session's language if the session is here. */
function fail(port) {
  const element = (name, className, text) =>
    Object.assign(document.createElement(name), { className, textContent: text });
  const title = element("p", "failed-title", "The payment form could not be loaded.");
  const hint = element("p", "hint", "Your browser, an extension or the network has blocked a part of it.");
  const button = element("button", "button", "Try again");
  const box = element("div", "failed");
  button.type = "button";
  button.onclick = () => location.reload();
  box.setAttribute("role", "alert");
  box.append(title, hint, button);
  document.getElementById("kassa").replaceChildren(box);

  const tell = (message) => port.postMessage(JSON.stringify(message));
  const error = { type: "api_error", code: "element_not_started", message: title.textContent };
  tellHeight(port);
  tell({ type: "load_error", error });
  port.onmessage = ({ data }) => {
    const { init, submit, confirm, create, handle_next_action: act } = JSON.parse(data);
    if (init?.session.answered?.status === 200) {
      const { strings } = JSON.parse(init.session.answered.body);
      title.textContent = strings["load.failed"] || title.textContent;
      button.textContent = strings["load.retry"] || button.textContent;
    }
    // Every question that the page asks a form is answered, also where there is none.
    if (submit) tell({ type: "submitted", request: submit.request, error });
    if (create) tell({ type: "created", request: create.request, object: null, error });
    const { request } = confirm ?? act ?? {};
    if (request) tell({ type: "confirmed", request, outcome: { result: "error", error } });
  };
}
