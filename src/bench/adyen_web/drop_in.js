// Adyen's Drop-in as its documentation builds it, with the four components of the comparison. The
// list of methods, which a merchant's server would have asked Adyen for, is in the page already.

import { AdyenCheckout, Card, Dropin, Klarna, PayPal, Redirect } from "@adyen/adyen-web";
import "@adyen/adyen-web/styles/adyen.css";

const paymentMethods = [
  { type: "scheme", name: "Cards", brands: ["visa", "mc", "amex"] },
  { type: "klarna", name: "Klarna" },
  { type: "paypal", name: "PayPal", configuration: { merchantId: "MERCHANT", intent: "capture" } },
  { type: "ideal", name: "iDEAL" },
];

globalThis.openDropIn = async (place) => {
  const checkout = await AdyenCheckout({
    environment: "test",
    clientKey: `test_${"A".repeat(32)}`,
    countryCode: "US",
    locale: "en-US",
    amount: { value: 1999, currency: "USD" },
    paymentMethodsResponse: { paymentMethods },
    onSubmit() {},
    onAdditionalDetails() {},
  });
  new Dropin(checkout, { paymentMethodComponents: [Card, Klarna, PayPal, Redirect] }).mount(place);
};
