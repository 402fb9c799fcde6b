// @ts-check
// The group of elements of one payment.

import { appearanceOf, warn } from "./appearance.js";
import { emitter } from "./emitter.js";
import { errorIn, integrationError, notMounted, NOT_LOADED } from "./errors.js";
import { readOptions } from "./group_options.js";
import { isLater, laterElement } from "./later_element.js";
import { checkOptions } from "./options.js";
import { paymentElement } from "./payment_element.js";
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
    getElement(asked) {
      const type = asked?.__elementType ?? asked;
      return (type === "payment" && group.payment?.element) || group.later[type] || null;
    },
    async update(changes = {}) {
      if ("clientSecret" in changes) throw integrationError("elements.update(): a group keeps its clientSecret; make another group.");
      const { appearance, fonts, ...others } = changes;
      if (fonts) warn("elements.update() passes over fonts; pass them to elements().");
      Object.assign(group, readOptions("elements.update()", { appearance, ...others }));
      if (appearance) group.payment?.restyle();
      const { error } = Object.keys(others).length ? await refresh(group) : {};
      if (error) warn(`elements.update(): ${error.message}`);
      emit("update-end");
    },
    fetchUpdates: () => refresh(group),
    async submit() {
      // In an express payment there is no form to look at.
      if (group.express) return {};
      if (!group.payment) return { error: notMounted("elements.submit()") };
      const { error } = await group.payment.ask("submit", {});
      return error ? { error } : { selectedPaymentMethod: group.payment.chosen() };
    },
    on,
    off,
    once,
  };
  internals.set(handle, group);
  return handle;
}

/** @returns {any} each type has an interface of its own */
function create(group, type, options = {}) {
  if (isLater(type)) return (group.later[type] ??= laterElement(group, type, options));
  if (type !== "payment") throw integrationError(`elements.create(): there is no element "${type}" yet.`);
  if (group.payment) throw integrationError("elements.create(): this group has a payment element already.");
  if (!group.clientSecret) {
    throw integrationError("elements.create(): pass the clientSecret of a payment intent to elements() first.");
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

/** Shows what is true now. What the element shows stays when there is no answer. */
async function refresh(group) {
  if (!group.payment) return {};
  const fetched = fetchSession(group);
  group.refreshing = fetched;
  const { answered } = await fetched;
  // Whoever asked later gets the newer answer.
  if (group.refreshing !== fetched) return {};
  const error = answered?.status === 200 ? null : (errorIn(answered?.body) ?? NOT_LOADED);
  if (error) return { error };
  group.session = fetched;
  await group.payment?.init();
  return {};
}
