// The group of elements of one payment.

import { appearanceOf } from "./appearance.js";
import { intentOf } from "./client_secret.js";
import { integrationError, notMounted } from "./errors.js";
import { isLater, laterElement } from "./later_element.js";
import { checkOptions } from "./options.js";
import { paymentElement } from "./payment_element.js";
import { fetchSession } from "./session.js";

/** What belongs to each Elements object; kept out of the objects that pages hold and spread. */
export const internals = new WeakMap();

/** The group of elements of one payment. */
export function elements(context, { clientSecret, locale = context.locale, appearance, fonts } = {}) {
  if (clientSecret !== undefined && !intentOf(clientSecret)) {
    throw integrationError("elements(): this is no clientSecret of a payment intent.");
  }
  const none = { payment: null, sheets: null, never: [], later: {}, express: null };
  const group = { ...context, clientSecret, locale, appearance: appearanceOf(appearance), fonts, ...none };
  const handle = {
    create(type, options = {}) {
      if (isLater(type)) return (group.later[type] ??= laterElement(group, type, options));
      if (type !== "payment") throw integrationError(`elements.create(): there is no element "${type}" yet.`);
      if (group.payment) throw integrationError("elements.create(): this group has a payment element already.");
      if (!clientSecret) throw integrationError("elements.create(): pass the clientSecret of a payment intent to elements() first.");
      checkOptions(options);
      group.country = options.defaultValues?.billingDetails?.address?.country;
      group.order = options.paymentMethodOrder;
      const { applePay, googlePay } = options.wallets ?? {};
      group.never = [applePay === "never" && "apple_pay", googlePay === "never" && "google_pay"];
      // Under way before the iframe exists, so that neither waits for the other.
      group.session = fetchSession(group);
      group.payment = paymentElement(group, { ...options });
      return group.payment.element;
    },
    getElement: (type) => (type === "payment" && group.payment?.element) || group.later[type] || null,
    update({ appearance } = {}) {
      if (!appearance) return;
      group.appearance = appearanceOf(appearance);
      group.payment?.restyle();
    },
    fetchUpdates: async () => ({}),
    async submit() {
      // In an express payment there is no form to look at.
      if (group.express) return {};
      if (!group.payment) return { error: notMounted("elements.submit()") };
      const { error } = await group.payment.ask("submit", {});
      return error ? { error } : {};
    },
  };
  internals.set(handle, group);
  return handle;
}
