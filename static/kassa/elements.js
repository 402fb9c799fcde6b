// The group of elements of one payment.

import { appearanceOf } from "./appearance.js";
import { intentOf } from "./client_secret.js";
import { integrationError, notMounted } from "./errors.js";
import { paymentElement } from "./payment_element.js";
import { fetchSession } from "./session.js";

/** What belongs to each Elements object; kept out of the objects that pages hold and spread. */
export const internals = new WeakMap();

/** The group of elements of one payment. */
export function elements(context, { clientSecret, locale = context.locale, appearance, fonts } = {}) {
  if (!intentOf(clientSecret)) {
    throw integrationError("elements(): pass the clientSecret of a payment intent.");
  }
  const group = { ...context, clientSecret, locale, appearance: appearanceOf(appearance), fonts, payment: null, sheets: null };
  const handle = {
    create(type, options) {
      if (type !== "payment") throw integrationError(`elements.create(): there is no element "${type}" yet.`);
      if (group.payment) throw integrationError("elements.create(): this group has a payment element already.");
      group.country = options?.defaultValues?.billingDetails?.address?.country;
      group.order = options?.paymentMethodOrder;
      const { applePay, googlePay } = options?.wallets ?? {};
      group.never = [applePay === "never" && "apple_pay", googlePay === "never" && "google_pay"];
      // Under way before the iframe exists, so that neither waits for the other.
      group.session = fetchSession(group);
      group.payment = paymentElement(group, options);
      return group.payment.element;
    },
    getElement: (type) => (type === "payment" && group.payment ? group.payment.element : null),
    update({ appearance } = {}) {
      if (!appearance) return;
      group.appearance = appearanceOf(appearance);
      group.payment?.restyle();
    },
    fetchUpdates: async () => ({}),
    async submit() {
      if (!group.payment) return { error: notMounted("elements.submit()") };
      const { error } = await group.payment.ask("submit", {});
      return error ? { error } : {};
    },
  };
  internals.set(handle, group);
  return handle;
}
