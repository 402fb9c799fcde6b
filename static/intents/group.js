// What changes about a payment while its form is open.

import { THEMES, warn } from "../kassa/appearance.js";
import { errorIn, integrationError, NOT_LOADED } from "../kassa/errors.js";
import { readOptions, snake } from "../kassa/group_options.js";
import { BESIDE, INTENT } from "../kassa/to_pay.js";
import { loadSheets } from "./sheets.js";

/** Options of elements() that change nothing here; a page that relies on one of them learns it. */
const WITHOUT_EFFECT = [
  "adaptive_pricing", "custom_payment_methods", "customer_options", "external_payment_method_types", "sync_address_checkbox",
];
/** What counts only where there is no intent yet. */
const DEFERRED = [...INTENT, ...BESIDE];

/** `elements.update()`. */
export async function update(group, changes) {
  const caller = "elements.update()";
  if ("clientSecret" in changes) throw integrationError(`${caller}: a group keeps its clientSecret; make another group.`);
  const { fonts, ...others } = changes;
  if (fonts) warn(`${caller} passes over fonts; pass them to elements().`);
  Object.assign(group, readOptions(caller, others, group.told));
  warnOf(caller, group, others);
  if (changes.appearance) group.payment?.restyle();
  if (changes.appearance || changes.locale) for (const { element } of Object.values(group.later)) element.update({});
  const { error } = Object.keys(others).some((name) => name !== "appearance") ? await refresh(group) : {};
  if (error) warn(`${caller}: ${error.message}`);
}

/** Tells the page's developer which options change nothing. */
export function warnOf(caller, { clientSecret }, options) {
  const isIdle = (name) => WITHOUT_EFFECT.includes(name) || (clientSecret && DEFERRED.includes(name));
  const passed = Object.keys(options).filter((name) => options[name] != null && isIdle(snake(name)));
  if (passed.length) warn(`${caller} passes over ${passed.join(", ")}.`);
  const { theme } = options.appearance ?? {};
  if (theme && !THEMES.includes(theme)) {
    warn(`appearance.theme: there is no ${JSON.stringify(theme)}; themes are ${THEMES.join(", ")}.`);
  }
}

/** Shows what is true now. What the element shows stays when there is no answer. */
export async function refresh(group) {
  if (!group.session) return {};
  const fetched = group.fetch();
  group.refreshing = fetched;
  const { answered } = await fetched;
  // Whoever asked later gets the newer answer.
  if (group.refreshing !== fetched) return {};
  const error = answered?.status === 200 ? null : (errorIn(answered?.body) ?? NOT_LOADED);
  if (error) return { error };
  group.session = fetched;
  loadSheets(group, JSON.parse(answered.body));
  await group.payment?.init();
  return {};
}
