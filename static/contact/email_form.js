// The linkAuthentication element: the buyer's e-mail address. Nobody is looked up by it alone; who opens
// Link's row in the payment element finds it typed there.

import { warn } from "../kassa/appearance.js";
import { EMAIL } from "./email.js";
import { form } from "./form.js";

export async function emailForm({ place, group, options, contact: { strings }, memory, tell }) {
  for (const name of Object.keys(options)) {
    if (name !== "defaultValues") warn(`the linkAuthentication element has no option ${name}; it is ignored.`);
  }
  const values = (memory.values ??= { email: options.defaultValues?.email ?? "" });
  const grid = Object.assign(document.createElement("div"), { className: "fields" });
  const check = (value) => (EMAIL.test(value) ? null : strings[value ? "field.email.invalid" : "field.email.empty"]);
  const email = { name: "email", label: strings["field.email"], token: "email", inputMode: "email", required: true, check };
  const typed = form(grid, values, () => [email], tellChange);

  function tellChange() {
    const value = typed.value("email");
    tell("change", { empty: !value, complete: !check(value), value: { email: value } });
    share();
  }

  function share() {
    const email = typed.value("email");
    if (!check(email)) group.payment?.connection.tell({ link: { email } });
  }

  typed.draw();
  // A frame that is not there yet hears nothing.
  if (!memory.share) group.payment?.element.on("ready", () => memory.share());
  memory.share = share;
  place.replaceChildren(grid);
  return {
    tellChange: () => typed.value("email") && tellChange(),
    clear() {
      typed.clear([]);
      tellChange();
    },
    answer() {
      const [message] = typed.problems();
      if (message) return { error: { type: "validation_error", code: "incomplete_email", message } };
      return { "payment_method_data[billing_details][email]": typed.value("email") };
    },
    complainOfAll: typed.complainOfAll,
    focusProblem: typed.focusProblem,
  };
}
