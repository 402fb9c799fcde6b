// Which wallets the browser has.

/** From the start of the page; a wallet that has not answered by then is not offered. */
const WALLETS_TIMEOUT_MS = 200;

/**
 * Which wallets this browser has, by the names of their methods. `able` fills up as they answer;
 * `asked` resolves when all have, or when it gets late. Whatever a page has put in the way of these
 * interfaces is no wallet.
 */
export function walletsOf(publishableKey) {
  const able = {};
  try {
    able.apple_pay = ApplePaySession.canMakePayments();
  } catch {}
  const late = new Promise((resolve) => setTimeout(resolve, WALLETS_TIMEOUT_MS));
  const google = async () => {
    try {
      able.google_pay = await hasGooglePay(publishableKey);
    } catch {}
  };
  return { able, asked: Promise.race([google(), late]) };
}

async function hasGooglePay(publishableKey) {
  const environment = publishableKey.startsWith("pk_test_") ? "TEST" : "PRODUCTION";
  const parameters = {
    allowedAuthMethods: ["PAN_ONLY", "CRYPTOGRAM_3DS"],
    allowedCardNetworks: ["AMEX", "DISCOVER", "JCB", "MASTERCARD", "VISA"],
  };
  const request = { apiVersion: 2, apiVersionMinor: 0, allowedPaymentMethods: [{ type: "CARD", parameters }] };
  // A page that has Google's own script knows best; else the browser may have the wallet.
  const { PaymentsClient } = window.google?.payments?.api ?? {};
  if (PaymentsClient) return (await new PaymentsClient({ environment }).isReadyToPay(request)).result;
  const method = { supportedMethods: "https://google.com/pay", data: { environment, ...request } };
  const total = { label: "Total", amount: { currency: "USD", value: "1" } };
  return new PaymentRequest([method], { total }).canMakePayment();
}

/** The wallets that may be offered, as far as they have answered. */
export function walletsFor({ wallets: { able }, asked }) {
  return Object.keys(able).filter((wallet) => able[wallet] && asked[wallet] !== "never");
}
