// The first thing that runs in the iframe. It takes the message port from the embedding page and
// hands it to the WebAssembly module; if there is no module, it says so in the module's place.

// What the page wants to see while the module loads: `#light-4` is a light list of four rows.
const [theme, rows] = location.hash.slice(1).split("-");
Object.assign(document.documentElement.dataset, { theme, rows });

/** Resolves with the one port that the embedding page sends. */
const port = new Promise((resolve) => {
  addEventListener("message", function hear(event) {
    if (event.source !== parent || event.data !== '{"type":"port"}' || event.ports.length !== 1) return;
    removeEventListener("message", hear);
    resolve(event.ports[0]);
  });
});

// The page answers this with the port. It carries nothing, so every origin may read it; who may
// embed this document at all is decided by its `frame-ancestors`.
if (parent !== window) parent.postMessage('{"type":"hello"}', "*");

try {
  const glue = await import(document.getElementById("glue").href);
  await glue.default({ module_or_path: fetch(document.getElementById("wasm").href) });
  glue.start(await port);
} catch (error) {
  console.error(error);
  fail(await port);
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
  tell({ type: "resize", height: Math.ceil(document.body.getBoundingClientRect().height) });
  tell({ type: "load_error", error });
  port.onmessage = ({ data }) => {
    const { init, submit, confirm } = JSON.parse(data);
    if (init?.session.answered?.status === 200) {
      const { strings } = JSON.parse(init.session.answered.body);
      title.textContent = strings["load.failed"] || title.textContent;
      button.textContent = strings["load.retry"] || button.textContent;
    }
    // Every question that the page asks a form is answered, also where there is none.
    if (submit) tell({ type: "submitted", request: submit.request, error });
    if (confirm) tell({ type: "confirmed", request: confirm.request, outcome: { result: "error", error } });
  };
}
