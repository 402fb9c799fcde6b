// @ts-check
// The group of elements of one payment.

import { appearanceOf, warn } from "./appearance.js";
import { emitter } from "./emitter.js";
import { integrationError } from "./errors.js";
import { readOptions } from "./group_options.js";
import { isLater, laterElement } from "./later_element.js";
import { checkOptions } from "./options.js";
import { paymentElement } from "./payment_element.js";
import { rarely } from "./rare.js";
import { refresh } from "./refresh.js";
import { fetchSession } from "./session.js";

const none = () => ({ payment: null, sheets: null, never: [], later: {}, express: null, appearance: appearanceOf() });

/** What belongs to each Elements object; kept out of the objects that pages hold and spread. */
export const internals = new WeakMap();

/**
 * @param {object} context the Kassa object's own
 * @param {import("@stripe/stripe-js").StripeElementsOptions} [options]
 * @returns {import("@stripe/stripe-js").StripeElements}
 */
export function elements(context, options = {}) {
  const group = { ...context, ...none(), ...readOptions("elements()", options) };
  const { on, off, once, emit } = emitter(() => handle);
  const handle = {
    create: (type, options) => create(group, type, options),
    /** @param {any} asked a type, or the component of @stripe/react-stripe-js that stands for it */
    getElement(asked, { mode = "" } = {}) {
      const type = asked?.__elementType ?? asked;
      const all = Object.entries({ "payment/": group.payment, ...group.later });
      return all.find(([name]) => name.startsWith(`${type}/${mode}`))?.[1]?.element ?? null;
    },
    async update(changes = {}) {
      await update(group, changes);
      emit("update-end");
    },
    fetchUpdates: () => refresh(group),
    submit: () => rarely(group, "submit", group),
    on,
    off,
    once,
  };
  internals.set(handle, group);
  return handle;
}

/** @returns {any} each type has an interface of its own */
function create(group, type, options = {}) {
  if (isLater(type)) {
    const name = `${type}/${options.mode ?? ""}`;
    return (group.later[name] ??= laterElement(group, type, { ...options }, () => delete group.later[name])).element;
  }
  if (type !== "payment") throw integrationError(`elements.create(): there is no element "${type}" yet.`);
  if (group.payment) throw integrationError("elements.create(): this group has a payment element already.");
  if (!group.clientSecret && !group.told.mode) {
    throw integrationError("elements.create(): pass the clientSecret of an intent, or a mode, to elements() first.");
  }
  checkOptions(options);
  group.country = options.defaultValues?.billingDetails?.address?.country;
  group.order = options.paymentMethodOrder;
  const { applePay, googlePay } = options.wallets ?? {};
  group.never = [applePay === "never" && "apple_pay", googlePay === "never" && "google_pay"];
  // Under way before the iframe exists, so that neither waits for the other.
  group.session = fetchSession(group);
  group.payment = paymentElement(group, { ...options });
  return group.payment.element;
}

async function update(group, changes) {
  if ("clientSecret" in changes) throw integrationError("elements.update(): a group keeps its clientSecret; make another group.");
  const { appearance, fonts, ...others } = changes;
  if (fonts) warn("elements.update() passes over fonts; pass them to elements().");
  Object.assign(group, readOptions("elements.update()", { appearance, ...others }, group.told));
  if (appearance) group.payment?.restyle();
  if (appearance || others.locale) for (const { element } of Object.values(group.later)) element.update({});
  const { error } = Object.keys(others).length ? await refresh(group) : {};
  if (error) warn(`elements.update(): ${error.message}`);
}
