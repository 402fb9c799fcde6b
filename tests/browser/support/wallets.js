// Stands in for the wallets of a buyer's device: the documented interfaces of Apple Pay on the web
// (ApplePaySession), of Google Pay's own script (google.payments.api) and of a browser that has
// Google Pay built in (PaymentRequest). The sheet is a dialog with buttons, on which a test presses:
// to approve, to cancel, to choose one of two addresses, or one of the rates. What a device would seal
// is in plain JSON here, as the sandbox reads it.

/** What a test may look at: the request, what the page answered to changes, and the outcome. */
const standIn = { opened: null, updates: [], completed: null };

/** Where the owner of the device lives. */
const HOMES = {
  home: { street: "354 Oyster Point Blvd", city: "South San Francisco", state: "CA", postcode: "94080", country: "US" },
  away: { street: "1 Rue de Rivoli", city: "Paris", state: "", postcode: "75001", country: "FR" },
};

function wallets({ device, card }) {
  const base64 = (value) => btoa(JSON.stringify(value));

  /** Opens only for a fresh press, as in browsers. Resolves with whether the buyer approves. */
  function sheet(request, change) {
    if (!navigator.userActivation.isActive) throw new DOMException("no press", "SecurityError");
    standIn.opened = request;
    const dialog = document.body.appendChild(document.createElement("dialog"));
    dialog.id = "sheet";
    const offer = (value, onclick) =>
      dialog.appendChild(Object.assign(document.createElement("button"), { value, textContent: value, onclick }));
    const approved = new Promise((resolve) => {
      for (const answer of ["approve", "cancel"]) offer(answer, () => resolve(answer === "approve"));
    });
    if (change) for (const name of ["home", "away", "express"]) offer(name, () => change(name));
    dialog.showModal();
    return { approved, close: () => dialog.remove() };
  }

  class ApplePaySession {
    static STATUS_SUCCESS = 0;
    static STATUS_FAILURE = 1;
    static canMakePayments = () => true;
    static supportsVersion = () => true;

    constructor(version, request) {
      if (!(version >= 3)) throw new DOMException("version", "InvalidAccessError");
      // Earlier ones know of no payments to come.
      if (request.recurringPaymentRequest && !(version >= 14)) throw new DOMException("version", "InvalidAccessError");
      this.request = request;
      this.home = HOMES.home;
      const asksWhere = request.requiredShippingContactFields?.includes("postalAddress");
      this.sheet = sheet(request, asksWhere && ((name) => this.change(name)));
    }

    /** What leaves the device before the buyer approves is no more than this of an address. */
    change(name) {
      if (!HOMES[name]) return this.onshippingmethodselected({ shippingMethod: { identifier: name } });
      this.home = HOMES[name];
      const { city: locality, state: administrativeArea, postcode: postalCode, country: countryCode } = this.home;
      this.onshippingcontactselected({ shippingContact: { locality, administrativeArea, postalCode, countryCode } });
    }

    completeShippingContactSelection(update) {
      if (!update.newTotal) throw new TypeError("a total is required");
      standIn.updates.push(JSON.parse(JSON.stringify(update)));
    }

    completeShippingMethodSelection(update) {
      this.completeShippingContactSelection(update);
    }

    contact() {
      const { street, city, state, postcode, country } = this.home;
      const known = {
        name: { givenName: "Alex", familyName: "Kassa" },
        email: { emailAddress: "alex@example.com" },
        phone: { phoneNumber: "+16505550100" },
        postalAddress: {
          addressLines: [street],
          locality: city,
          administrativeArea: state,
          postalCode: postcode,
          countryCode: country,
        },
      };
      return (fields) => fields && Object.assign({}, ...fields.map((field) => known[field]));
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
      const contact = this.contact();
      const { requiredShippingContactFields, requiredBillingContactFields } = this.request;
      const shippingContact = contact(requiredShippingContactFields);
      this.onpaymentauthorized({ payment: { token, shippingContact, billingContact: contact(requiredBillingContactFields) } });
    }

    completePayment({ status, errors = [] }) {
      standIn.errors = errors.map(({ code }) => code);
      standIn.completed = status === ApplePaySession.STATUS_SUCCESS ? "success" : "failure";
      this.sheet.close();
    }

    abort() {
      this.sheet.close();
    }
  }

  /** `callbacks` are those that the page has for what the buyer changes in the sheet. */
  async function loadPaymentData(request, canceled, callbacks = {}) {
    let home = HOMES.home;
    const addressOf = ({ street, city, state, postcode, country }) => ({
      name: "Alex Kassa",
      address1: street,
      locality: city,
      administrativeArea: state,
      postalCode: postcode,
      countryCode: country,
      phoneNumber: "+16505550100",
    });
    const change = async (name) => {
      home = HOMES[name] ?? home;
      const { locality, administrativeArea, postalCode, countryCode } = addressOf(home);
      const shippingAddress = { locality, administrativeArea, postalCode, countryCode };
      const callbackTrigger = HOMES[name] ? "SHIPPING_ADDRESS" : "SHIPPING_OPTION";
      const told = { callbackTrigger, shippingAddress, shippingOptionData: { id: name } };
      standIn.updates.push(await callbacks.onPaymentDataChanged(told));
    };
    const { approved, close } = sheet(request, request.callbackIntents && change);
    const isApproved = await approved;
    close();
    if (!isApproved) throw canceled;
    const paymentMethodDetails = { authMethod: "PAN_ONLY", pan: card, expirationMonth: 12, expirationYear: 2034 };
    const signedMessage = JSON.stringify({ paymentMethod: "CARD", paymentMethodDetails });
    const token = JSON.stringify({ protocolVersion: "SANDBOX_v1", signedMessage });
    const { billingAddressRequired } = request.allowedPaymentMethods[0].parameters;
    const info = { cardNetwork: "VISA", cardDetails: "1234", billingAddress: billingAddressRequired ? addressOf(HOMES.home) : undefined };
    const paymentMethodData = { type: "CARD", info, tokenizationData: { type: "PAYMENT_GATEWAY", token } };
    const email = request.emailRequired ? "alex@example.com" : undefined;
    const shippingAddress = request.shippingAddressRequired ? addressOf(home) : undefined;
    return { apiVersion: 2, apiVersionMinor: 0, paymentMethodData, email, shippingAddress };
  }

  class ApplePayError {
    constructor(code, contactField, message) {
      Object.assign(this, { code, contactField, message });
    }
  }

  class PaymentsClient {
    constructor({ paymentDataCallbacks } = {}) {
      this.callbacks = paymentDataCallbacks;
    }

    isReadyToPay = async ({ allowedPaymentMethods }) => ({ result: allowedPaymentMethods[0].type === "CARD" });
    loadPaymentData = (request) => loadPaymentData(request, { statusCode: "CANCELED" }, this.callbacks);
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
  if (device === "apple") Object.assign(window, { ApplePaySession, ApplePayError });
  if (device === "google") window.google = { payments: { api: { PaymentsClient } } };
  if (device === "chrome") window.PaymentRequest = PaymentRequest;
  if (device === "hostile") {
    window.ApplePaySession = { canMakePayments: () => { throw new Error("hostile"); } };
    window.PaymentRequest = class { canMakePayment = () => new Promise(() => {}); };
  }
}
