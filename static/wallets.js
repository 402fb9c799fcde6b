// The sheets of Apple Pay and Google Pay. kassa.js loads this into the merchant's page once a wallet
// is on offer. A sheet answers with a token that is sealed for the partner; no card data is in it
// that this page could read.

import { toPay } from "./kassa/to_pay.js";

/** Of Apple Pay on the web: the first that takes the result of a payment as an object. */
const APPLE_PAY_VERSION = 3;
const APPLE_PAY_NETWORKS = ["visa", "masterCard", "amex", "discover", "jcb"];
const GOOGLE_PAY_NETWORKS = ["VISA", "MASTERCARD", "AMEX", "DISCOVER", "JCB"];

/**
 * What opens the sheet of each wallet, by the name of its method. It resolves with `{token, close}`,
 * where `close(succeeded)` is called when the outcome is known, or with `{error}`. `group` is
 * kassa.js's own, `session` what the edge told the element. What else a sheet is to ask for are the
 * hooks of static/express; what the buyer answered is then in `details`.
 */
export function sheetsOf(group, { strings, wallet_sheet: sheet }) {
  const canceled = { type: "validation_error", code: "payment_canceled", message: strings["error.payment_canceled_by_buyer"] };
  const failed = { type: "api_error", code: "wallet_failed", message: strings["failure.refused"] };
  const opens = (method, open) => async (asks = {}) => {
    const answer = await open(sheet, group, asks, { error: canceled }, { error: failed });
    // Google's sheet leaves the page within reach, where the buyer may have changed their mind.
    if ((group.express?.method ?? group.payment?.method) === method) return answer;
    answer.close?.(false);
    return { error: canceled };
  };
  return { apple_pay: opens("apple_pay", applePay), google_pay: opens("google_pay", googlePay) };
}

function applePay(sheet, group, asks, canceled, failed) {
  const { country, currency, total, label } = sheet;
  return new Promise((resolve) => {
    // Whatever is thrown before the sheet is open would be a page's own doing.
    const session = attempt(
      () =>
        new ApplePaySession(asks.version ?? APPLE_PAY_VERSION, {
          countryCode: country,
          currencyCode: currency,
          merchantCapabilities: ["supports3DS"],
          supportedNetworks: APPLE_PAY_NETWORKS,
          total: { label, amount: total, type: "final" },
          ...asks.request,
        }),
    );
    if (!session) return resolve(failed);
    session.onvalidatemerchant = async ({ validationURL }) => {
      try {
        session.completeMerchantValidation(await merchantSession(group, validationURL));
      } catch {
        attempt(() => session.abort());
        resolve(failed);
      }
    };
    session.onpaymentauthorized = ({ payment }) =>
      resolve({
        token: JSON.stringify(payment.token),
        details: asks.read?.(payment),
        close(succeeded, why) {
          const { STATUS_SUCCESS, STATUS_FAILURE } = ApplePaySession;
          const status = succeeded ? STATUS_SUCCESS : STATUS_FAILURE;
          attempt(() => session.completePayment({ status, errors: (!succeeded && asks.errors?.(why)) || [] }));
        },
      });
    asks.follow?.(session);
    session.oncancel = () => resolve(canceled);
    attempt(() => (session.begin(), true)) || resolve(failed);
  });
}

/** Apple's sign that the merchant may, which only the edge can ask for. */
async function merchantSession(group, validationUrl) {
  const { origin, publishableKey } = group;
  const body = toPay(group);
  body.set("key", publishableKey);
  body.set("validation_url", validationUrl);
  const response = await fetch(`${origin}/v1/elements/apple_pay_sessions`, { method: "POST", body, credentials: "omit" });
  if (!response.ok) throw new Error("no merchant session");
  return response.json();
}

async function googlePay(sheet, group, asks, canceled, failed) {
  const { country, currency, total, environment, google_pay: gateway } = sheet;
  const { label = sheet.label } = asks;
  const request = {
    apiVersion: 2,
    apiVersionMinor: 0,
    merchantInfo: { merchantName: label },
    allowedPaymentMethods: [
      {
        type: "CARD",
        parameters: { allowedAuthMethods: ["PAN_ONLY", "CRYPTOGRAM_3DS"], allowedCardNetworks: GOOGLE_PAY_NETWORKS, ...asks.card },
        tokenizationSpecification: { type: "PAYMENT_GATEWAY", parameters: gateway },
      },
    ],
    transactionInfo: { countryCode: country, currencyCode: currency, totalPrice: total, totalPriceStatus: "FINAL", ...asks.transaction },
    ...asks.request,
  };
  try {
    const data = await loadPaymentData(request, { environment, ...asks.callbacks }, label);
    // This sheet is closed already: the bank may still ask its own question, in the page.
    return { token: JSON.stringify(data.paymentMethodData), details: asks.read?.(data), close() {} };
  } catch (error) {
    return error?.statusCode === "CANCELED" || error?.name === "AbortError" ? canceled : failed;
  }
}

/** By Google's own script where the page has it, else by the browser. */
async function loadPaymentData(request, client, label) {
  const { PaymentsClient } = window.google?.payments?.api ?? {};
  if (PaymentsClient) return new PaymentsClient(client).loadPaymentData(request);
  const { currencyCode: currency, totalPrice: value } = request.transactionInfo;
  const method = { supportedMethods: "https://google.com/pay", data: { environment: client.environment, ...request } };
  const response = await new PaymentRequest([method], { total: { label, amount: { currency, value } } }).show();
  await response.complete();
  return response.details;
}

function attempt(action) {
  try {
    return action();
  } catch {
    return null;
  }
}
