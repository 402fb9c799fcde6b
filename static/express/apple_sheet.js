// What Apple Pay's sheet asks for beside the payment, by the names of ApplePaySession.

import { requestsIn, versionFor } from "./apple_requests.js";
import { estimate } from "./asked.js";
import { decimal } from "./decimal.js";

/** By the page's reasons; `null` where Apple has no word for it. */
const ERRORS = {
  invalid_shipping_address: "shippingContactInvalid",
  invalid_billing_address: "billingContactInvalid",
  address_unserviceable: "addressUnserviceable",
};

/** Hooks of static/wallets.js: `now` is what is asked for at first, `change` of changes.js. */
export function appleAsks(now, change, state) {
  const { asked } = now;
  const contact = [asked.emailRequired && "email", asked.phoneNumberRequired && "phone"].filter(Boolean);
  const shipping = [...(asked.shippingAddressRequired ? ["postalAddress", "name"] : []), ...contact];
  const shown = shownIn(now);
  const request = {
    ...(shipping.length && { requiredShippingContactFields: shipping }),
    ...(asked.billingAddressRequired && { requiredBillingContactFields: ["postalAddress", "name"] }),
    total: shown.newTotal,
    lineItems: shown.newLineItems,
    ...(asked.shippingAddressRequired && { shippingMethods: shown.newShippingMethods }),
    ...requestsIn(asked, now.exponent),
  };

  function follow(session) {
    if (!asked.shippingAddressRequired) return;
    let latest = shown;
    session.onshippingcontactselected = async ({ shippingContact }) => {
      const next = await change.address(nameOf(shippingContact), partOf(shippingContact));
      if (next) latest = shownIn(next);
      session.completeShippingContactSelection(next ? latest : { ...latest, errors: [error("address_unserviceable", now.refused)] });
    };
    session.onshippingmethodselected = async ({ shippingMethod }) => {
      const next = await change.rate(shippingMethod.identifier);
      if (next) latest = shownIn(next);
      // This sheet has no way to refuse a rate: the payment ends.
      if (next) return session.completeShippingMethodSelection(latest);
      session.abort();
      session.oncancel();
    };
  }

  function read({ shippingContact = {}, billingContact }) {
    const { emailAddress, phoneNumber } = shippingContact;
    const person = billingContact ?? shippingContact;
    return {
      billing: asksOfPerson(asked) && {
        name: nameOf(person),
        ...(asked.emailRequired && { email: emailAddress }),
        ...(asked.phoneNumberRequired && { phone: phoneNumber }),
        ...(billingContact && { address: addressOf(billingContact) }),
      },
      shipping: asked.shippingAddressRequired && { name: nameOf(shippingContact), address: addressOf(shippingContact) },
      rate: state.rate,
    };
  }

  return { request, ...versionFor(asked), follow, read, errors: ({ reason, message } = {}) => (ERRORS[reason] ? [error(reason, message)] : []) };
}

const asksOfPerson = ({ billingAddressRequired, emailRequired, phoneNumberRequired }) =>
  Boolean(billingAddressRequired || emailRequired || phoneNumberRequired);

function error(reason, message) {
  return new ApplePayError(ERRORS[reason], "postalAddress", message);
}

/** What a sheet shows, by the names of an update. */
function shownIn({ asked, exponent, label, total, locale }) {
  const item = ({ name, amount }) => ({ label: name, amount: decimal(amount, exponent), type: "final" });
  const method = (rate) => ({
    identifier: rate.id,
    label: rate.displayName,
    detail: estimate(rate, locale),
    amount: decimal(rate.amount, exponent),
  });
  return {
    newTotal: { label, amount: total, type: "final" },
    newLineItems: (asked.lineItems ?? []).map(item),
    ...(asked.shippingRates && { newShippingMethods: asked.shippingRates.map(method) }),
    ...requestsIn(asked, exponent, "new"),
  };
}

const nameOf = ({ givenName, familyName } = {}) => [givenName, familyName].filter(Boolean).join(" ");

function partOf({ locality = "", administrativeArea = "", postalCode = "", countryCode = "" }) {
  return { city: locality, state: administrativeArea, postal_code: postalCode, country: countryCode.toUpperCase() };
}

function addressOf(contact) {
  const [line1 = "", line2 = null] = contact.addressLines ?? [];
  return { line1, line2, ...partOf(contact) };
}
