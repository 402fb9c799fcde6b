// The linkAuthentication element: the buyer's e-mail address. Nobody is looked up by it.

import { warn } from "../kassa/appearance.js";
import { EMAIL } from "./email.js";
import { form } from "./form.js";

export async function emailForm({ place, options, contact: { strings }, memory, tell }) {
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
  }

  typed.draw();
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
