// A merchant's page as the documentation of @stripe/react-stripe-js has it: nothing in it knows of
// Kassa, whose loader is in the document.

import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { renderToString } from "react-dom/server.browser";
import { Elements, PaymentElement, useElements, useStripe } from "@stripe/react-stripe-js";
import { loadStripe } from "@stripe/stripe-js";

const query = new URLSearchParams(globalThis.location?.search);
const stripe = loadStripe(query.get("key") ?? "pk_test_of_no_page");

/** What the tests read. */
const seen = { events: [], outcomes: [], warnings: [] };

function Checkout({ clientSecret }) {
  const stripe = useStripe();
  const elements = useElements();
  const hear = (name) => (event) => seen.events.push({ name, ...event });

  async function pay(event) {
    event.preventDefault();
    const { error, selectedPaymentMethod } = await elements.submit();
    if (error) return seen.outcomes.push({ error });
    const confirmParams = { return_url: new URL("/done", location.href).href };
    const outcome = await stripe.confirmPayment({ elements, clientSecret, confirmParams, redirect: "if_required" });
    seen.outcomes.push({ ...outcome, selectedPaymentMethod, sameElement: !!elements.getElement(PaymentElement) });
  }

  return (
    <form onSubmit={pay}>
      <PaymentElement onReady={() => hear("ready")()} onChange={hear("change")} onLoadError={hear("loaderror")} />
      <button id="pay" disabled={!stripe}>Pay</button>
    </form>
  );
}

/** `group` describes what is paid, in place of an intent that is there from the start. */
function Page({ clientSecret, group }) {
  const [amount, setAmount] = useState(group?.amount);
  if (typeof window === "object") window.setAmount = setAmount;
  return (
    <StrictMode>
      <Elements stripe={stripe} options={group ? { ...group, amount } : { clientSecret }}>
        <Checkout clientSecret={clientSecret} />
      </Elements>
    </StrictMode>
  );
}

if (typeof document === "undefined") {
  // On a merchant's server there is a form, and no Stripe object yet.
  if ((await stripe) !== null) throw new Error("a server has no Stripe object");
  console.log(renderToString(<Page clientSecret="pi_1_secret_1" />));
  // React's port to itself would keep Node.js waiting.
  process.exit();
} else {
  const { warn } = console;
  console.warn = (...parts) => (seen.warnings.push(parts.join(" ")), warn(...parts));
  const root = createRoot(document.querySelector("main"));
  Object.assign(window, { seen, leave: () => root.unmount() });
  root.render(<Page clientSecret={query.get("client_secrets")} group={JSON.parse(query.get("group"))} />);
}
