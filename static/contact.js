// The elements into which a buyer types what is no card's: `address` and `linkAuthentication`. They
// are drawn in the merchant's page, whose data this is. kassa.js loads this once a page makes one.

import { addressForm } from "./contact/address_form.js";
import { emailForm } from "./contact/email_form.js";
import { dressed } from "./contact/look.js";
import { focusing } from "./kassa/focusing.js";
import { failure } from "./kassa/failure.js";
import { saidOf } from "./kassa/said.js";
import { ENGLISH } from "./kassa/words.js";

const FORMS = { address: addressForm, linkAuthentication: emailForm };

/** Draws into `root`, and again after each `update`: what the buyer typed stays. */
export function draw(root, element) {
  const { type, group, options } = element;
  const tell = (name, event) => element.emit(name, event);
  const memory = {};
  let dress = null;
  let form = null;
  let stopped = false;
  tell("loaderstart", {});
  let drawing = show();

  async function show() {
    try {
      const { said: contact, error } = await saidOf(group, "contact");
      if (error) throw error;
      if (!stopped) await drawAnew(contact);
    } catch (error) {
      if (!stopped) fail(error);
    }
  }

  async function drawAnew(contact) {
    const { id } = root.activeElement ?? {};
    dress?.undress();
    dress = dressed(root, group, contact);
    await dress.restyle();
    const place = { place: dress.inner, group, contact };
    forget();
    form = await FORMS[type]({ ...place, options, memory, tell });
    if (stopped) return forget();
    (group.forms ??= new Set()).add(form);
    root.host.style.minHeight = "";
    listen(root, tell);
    if (id) root.getElementById(id)?.focus();
    if (memory.isReady) return;
    memory.isReady = true;
    tell("ready", {});
    form.tellChange();
  }

  function fail(error) {
    root.host.style.minHeight = "";
    if (error.name === "IntegrationError") console.error(error);
    else root.replaceChildren(failure(ENGLISH["loader.failed"], ENGLISH["load.retry"], update));
    tell("loaderror", { error });
  }

  function forget() {
    group.forms?.delete(form);
    form?.stop?.();
    form = null;
  }

  function update() {
    drawing = show();
  }

  const formed = async () => (await drawing, form);
  return {
    update,
    ...focusing(root),
    stop() {
      stopped = true;
      dress?.undress();
      forget();
    },
    clear: async () => (await formed())?.clear(),
    getValue: async (asked) => (await formed())?.getValue(asked),
    async answer() {
      const answer = (await formed())?.answer() ?? {};
      if (answer.error) complain([...group.forms]);
      return answer;
    },
  };
}

/** Shows what is wrong in all forms of a group, and leads to the first of it. */
function complain(forms) {
  const wrong = forms.filter((form) => form.answer().error);
  for (const form of wrong) form.complainOfAll();
  wrong[0]?.focusProblem();
}

/** The events of a form as a whole. */
function listen(root, tell) {
  const outer = root.firstChild;
  outer.addEventListener("focusin", ({ relatedTarget }) => outer.contains(relatedTarget) || tell("focus", {}));
  outer.addEventListener("focusout", ({ relatedTarget }) => outer.contains(relatedTarget) || tell("blur", {}));
  outer.addEventListener("keydown", ({ key }) => key === "Escape" && tell("escape", {}));
}
