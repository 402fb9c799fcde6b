// One labelled control with its problem beside it, as the payment element draws them.

/**
 * Draws what `spec` says: `{name, label, required, half, token, inputMode, choices}`, where a list's
 * `choices` are `[value, text]` each. `hear` is told of what the buyer does.
 */
export function field(spec, hear) {
  const { name, choices } = spec;
  const control = choices ? list(choices) : document.createElement("input");
  const node = document.createElement("div");
  const label = document.createElement("label");
  const frame = document.createElement("div");
  let problem = null;

  Object.assign(control, { id: name, name });
  label.htmlFor = name;
  frame.className = choices ? "control select" : "control";
  frame.append(control);
  node.append(label, frame);
  if (!choices) {
    // A blank placeholder tells styles whether the input is empty, where a label floats.
    Object.assign(control, { type: "text", placeholder: " ", maxLength: 128, spellcheck: false });
    control.setAttribute("autocapitalize", spec.inputMode ? "off" : "words");
  }
  control.oninput = () => hear("input", name, control.value);
  control.onblur = () => hear("blur", name);

  /** Says it as it is called in another country. */
  function describe({ label: text, required, half, token, inputMode }) {
    label.textContent = text;
    node.className = `field${half ? " half" : ""}${inputMode ? " number" : ""}`;
    if (inputMode) control.inputMode = inputMode;
    control.setAttribute("autocomplete", token);
    control.setAttribute("aria-required", required);
  }

  /**
   * What is wrong with it, if anything; said aloud, when it changes, where the buyer types or has
   * just left. Where the focus is led to, it is read out with the field.
   */
  function complain(text, aloud) {
    if ((problem?.textContent ?? "") === (text ?? "")) return;
    problem?.remove();
    problem = null;
    for (const state of ["aria-invalid", "aria-describedby"]) control.removeAttribute(state);
    if (!text) return;
    problem = Object.assign(document.createElement("p"), { className: "problem", id: `${name}-problem`, textContent: text });
    if (aloud) problem.setAttribute("role", "alert");
    control.setAttribute("aria-invalid", "true");
    control.setAttribute("aria-describedby", problem.id);
    node.append(problem);
  }

  describe(spec);
  return { node, control, describe, complain };
}

function list(choices) {
  const select = document.createElement("select");
  select.append(...choices.map(([value, textContent]) => Object.assign(document.createElement("option"), { value, textContent })));
  return select;
}
