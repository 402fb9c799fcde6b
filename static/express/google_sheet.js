// What Google Pay's sheet asks for beside the payment, by the names of its PaymentDataRequest.

import { estimate } from "./asked.js";
import { decimal } from "./decimal.js";

/** Hooks of static/wallets.js, as of apple_sheet.js. */
export function googleAsks(now, change, state) {
  const { asked } = now;
  const { shippingAddressRequired, allowedShippingCountries, phoneNumberRequired, emailRequired } = asked;
  // A phone number comes with an address alone.
  const asksBilling = asked.billingAddressRequired || (phoneNumberRequired && !shippingAddressRequired);
  const request = {
    emailRequired: Boolean(emailRequired),
    ...(shippingAddressRequired && {
      shippingAddressRequired: true,
      shippingAddressParameters: {
        phoneNumberRequired: Boolean(phoneNumberRequired),
        ...(allowedShippingCountries && { allowedCountryCodes: allowedShippingCountries }),
      },
      shippingOptionRequired: true,
      shippingOptionParameters: optionsIn(now),
      callbackIntents: ["SHIPPING_ADDRESS", "SHIPPING_OPTION"],
    }),
  };
  const card = asksBilling && {
    billingAddressRequired: true,
    billingAddressParameters: { format: "FULL", phoneNumberRequired: Boolean(phoneNumberRequired) },
  };

  /** The sheet waits for the answer to each change. */
  async function onPaymentDataChanged({ callbackTrigger, shippingAddress, shippingOptionData }) {
    const isRate = callbackTrigger === "SHIPPING_OPTION";
    const next = await (isRate ? change.rate(shippingOptionData.id) : change.address("", partOf(shippingAddress)));
    if (!next) {
      const reason = isRate ? "SHIPPING_OPTION_INVALID" : "SHIPPING_ADDRESS_UNSERVICEABLE";
      return { error: { reason, intent: isRate ? "SHIPPING_OPTION" : "SHIPPING_ADDRESS", message: now.refused } };
    }
    return {
      newTransactionInfo: transactionIn(next),
      ...(!isRate && { newShippingOptionParameters: optionsIn(next) }),
    };
  }

  function read({ email, shippingAddress, paymentMethodData }) {
    const { billingAddress } = paymentMethodData.info ?? {};
    const phone = billingAddress?.phoneNumber ?? shippingAddress?.phoneNumber;
    return {
      billing: Boolean(asksBilling || emailRequired || phoneNumberRequired) && {
        name: (billingAddress ?? shippingAddress)?.name ?? "",
        ...(emailRequired && { email }),
        ...(phoneNumberRequired && { phone }),
        ...(billingAddress && { address: addressOf(billingAddress) }),
      },
      shipping: shippingAddressRequired && { name: shippingAddress.name, address: addressOf(shippingAddress) },
      rate: state.rate,
    };
  }

  const callbacks = shippingAddressRequired ? { paymentDataCallbacks: { onPaymentDataChanged } } : {};
  return { request, card, transaction: transactionIn(now), callbacks, read, label: now.label };
}

function transactionIn({ asked, exponent, country, currency, total, label }) {
  const item = ({ name, amount }) => ({ label: name, type: "LINE_ITEM", price: decimal(amount, exponent) });
  return {
    countryCode: country,
    currencyCode: currency,
    totalPrice: total,
    totalPriceStatus: "FINAL",
    ...(asked.lineItems && { displayItems: asked.lineItems.map(item), totalPriceLabel: label }),
  };
}

function optionsIn({ asked: { shippingRates }, exponent, currency, locale }) {
  const amount = (minor) => new Intl.NumberFormat(locale, { style: "currency", currency }).format(minor / 10 ** exponent);
  const option = (rate) => ({
    id: rate.id,
    label: `${amount(rate.amount)}: ${rate.displayName}`,
    description: estimate(rate, locale),
  });
  return { defaultSelectedOptionId: shippingRates[0].id, shippingOptions: shippingRates.map(option) };
}

function partOf({ locality = "", administrativeArea = "", postalCode = "", countryCode = "" } = {}) {
  return { city: locality, state: administrativeArea, postal_code: postalCode, country: countryCode };
}

function addressOf(address) {
  const line2 = [address.address2, address.address3].filter(Boolean).join(", ");
  return { line1: address.address1 ?? "", line2: line2 || null, ...partOf(address) };
}
