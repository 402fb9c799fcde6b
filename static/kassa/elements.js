// @ts-check
// The group of elements of one payment.

import { appearanceOf } from "./appearance.js";
import { emitter } from "./emitter.js";
import { integrationError } from "./errors.js";
import { readOptions } from "./group_options.js";
import { isLater, LaterElement } from "./later_element.js";
import { PaymentElement } from "./payment_element.js";
import { rarely } from "./rare.js";
import { fetchSession } from "./session.js";

/** What a group begins with; its `payment`, `express` and `sheets` come with what a page makes in it. */
const none = () => ({ asked: {}, later: {}, appearance: appearanceOf() });

/** What belongs to each Elements object; kept out of the objects that pages hold and spread. */
export const internals = new WeakMap();

/**
 * @param {object} context the Kassa object's own
 * @param {import("@stripe/stripe-js").StripeElementsOptions} [options]
 * @returns {import("@stripe/stripe-js").StripeElements}
 */
export function elements(context, options = {}) {
  const group = { ...context, ...none(), ...readOptions("elements()", options) };
  group.fetch = () => fetchSession(group);
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
      group.updating = rarely(group, "update", group, changes);
      await group.updating;
      emit("update-end");
    },
    fetchUpdates: () => rarely(group, "refresh", group),
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
    return (group.later[name] ??= new LaterElement(type, group, options, () => delete group.later[name])).element;
  }
  if (type !== "payment") throw integrationError(`elements.create(): there is no element "${type}".`);
  if (group.payment) throw integrationError("elements.create(): this group has one.");
  if (!group.clientSecret && !group.told.mode) {
    throw integrationError("elements(): pass either a clientSecret or a mode.");
  }
  group.country = options.defaultValues?.billingDetails?.address?.country;
  group.order = options.paymentMethodOrder;
  const { applePay, googlePay, link } = options.wallets ?? {};
  group.asked = { apple_pay: applePay, google_pay: googlePay, link };
  // Under way before the iframe exists, so that neither waits for the other.
  group.session = group.fetch();
  group.payment = new PaymentElement(type, group, options, () => (group.payment = null));
  return group.payment.element;
}
