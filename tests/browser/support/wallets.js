// Stands in for the wallets of a buyer's device: the documented interfaces of Apple Pay on the web
// (ApplePaySession), of Google Pay's own script (google.payments.api) and of a browser that has
// Google Pay built in (PaymentRequest). The sheet is a dialog with two buttons, on which a test
// presses. What a device would seal is in plain JSON here, as the sandbox reads it.

/** What a test may look at. */
const standIn = { opened: null, completed: null };

function wallets({ device, card }) {
  const base64 = (value) => btoa(JSON.stringify(value));

  /** Opens only for a fresh press, as in browsers. Resolves with whether the buyer approves. */
  function sheet(request) {
    if (!navigator.userActivation.isActive) throw new DOMException("no press", "SecurityError");
    standIn.opened = request;
    const dialog = document.body.appendChild(document.createElement("dialog"));
    dialog.id = "sheet";
    const approved = new Promise((resolve) => {
      for (const answer of ["approve", "cancel"]) {
        const button = dialog.appendChild(document.createElement("button"));
        Object.assign(button, { value: answer, textContent: answer, onclick: () => resolve(answer === "approve") });
      }
    });
    dialog.showModal();
    return { approved, close: () => dialog.remove() };
  }

  class ApplePaySession {
    static STATUS_SUCCESS = 0;
    static STATUS_FAILURE = 1;
    static canMakePayments = () => true;

    constructor(version, request) {
      if (!(version >= 3)) throw new DOMException("version", "InvalidAccessError");
      this.sheet = sheet(request);
    }

    begin() {
      const validationURL = "https://apple-pay-gateway.apple.com/paymentservices/paymentSession";
      this.onvalidatemerchant({ validationURL });
      this.sheet.approved.then((isApproved) => {
        if (!isApproved) {
          this.sheet.close();
          this.oncancel({});
        }
      });
    }

    async completeMerchantValidation({ domainName, merchantSessionIdentifier, expiresAt }) {
      if (domainName !== location.hostname || !merchantSessionIdentifier || expiresAt < Date.now()) {
        throw new DOMException("merchant session", "InvalidAccessError");
      }
      if (!(await this.sheet.approved)) return;
      const data = base64({ applicationPrimaryAccountNumber: card, applicationExpirationDate: "341231" });
      const token = {
        paymentData: { version: "SANDBOX_v1", data },
        paymentMethod: { displayName: "Visa 1234", network: "Visa", type: "credit" },
        transactionIdentifier: "transaction",
      };
      this.onpaymentauthorized({ payment: { token } });
    }

    completePayment({ status }) {
      standIn.completed = status === ApplePaySession.STATUS_SUCCESS ? "success" : "failure";
      this.sheet.close();
    }

    abort() {
      this.sheet.close();
    }
  }

  async function loadPaymentData(request, canceled) {
    const { approved, close } = sheet(request);
    const isApproved = await approved;
    close();
    if (!isApproved) throw canceled;
    const paymentMethodDetails = { authMethod: "PAN_ONLY", pan: card, expirationMonth: 12, expirationYear: 2034 };
    const signedMessage = JSON.stringify({ paymentMethod: "CARD", paymentMethodDetails });
    const token = JSON.stringify({ protocolVersion: "SANDBOX_v1", signedMessage });
    const info = { cardNetwork: "VISA", cardDetails: "1234" };
    const paymentMethodData = { type: "CARD", info, tokenizationData: { type: "PAYMENT_GATEWAY", token } };
    return { apiVersion: 2, apiVersionMinor: 0, paymentMethodData };
  }

  class PaymentsClient {
    isReadyToPay = async ({ allowedPaymentMethods }) => ({ result: allowedPaymentMethods[0].type === "CARD" });
    loadPaymentData = (request) => loadPaymentData(request, { statusCode: "CANCELED" });
  }

  class PaymentRequest {
    constructor([{ supportedMethods, data }]) {
      Object.assign(this, { supportedMethods, data });
    }

    canMakePayment = async () => this.supportedMethods === "https://google.com/pay";

    async show() {
      const details = await loadPaymentData(this.data, new DOMException("canceled", "AbortError"));
      return { details, complete: async () => {} };
    }
  }

  // Whatever the browser of the tests has itself.
  delete window.PaymentRequest;
  if (device === "apple") window.ApplePaySession = ApplePaySession;
  if (device === "google") window.google = { payments: { api: { PaymentsClient } } };
  if (device === "chrome") window.PaymentRequest = PaymentRequest;
  if (device === "hostile") {
    window.ApplePaySession = { canMakePayments: () => { throw new Error("hostile"); } };
    window.PaymentRequest = class { canMakePayment = () => new Promise(() => {}); };
  }
}
