// The errors that a page meets, in the shape of the StripeError of the JavaScript API.

export const NOT_LOADED = {
  type: "api_connection_error",
  message: "The payment form could not be loaded. Check your connection and try again.",
};

export function notMounted(caller) {
  return { type: "invalid_request_error", message: `${caller}: the payment element is not mounted.` };
}

/** A mistake of the page's code, told to its developer at once. */
export function integrationError(message) {
  return Object.assign(new Error(message), { name: "IntegrationError" });
}

export function errorIn(body) {
  try {
    return JSON.parse(body).error;
  } catch {
    return null;
  }
}
