// The options of the payment element, held against what they may be.

import { integrationError } from "../kassa/errors.js";

const WHEN = ["auto", "never"];
const ADDRESS = { country: WHEN, postalCode: WHEN, state: WHEN, city: WHEN, line1: WHEN, line2: WHEN };
const NAMED = { name: WHEN, email: WHEN, phone: WHEN, address: either([...WHEN, "if_required"], ADDRESS) };
const BILLING = { billingDetails: either(WHEN, NAMED) };
const LAYOUTS = ["accordion", "tabs", "auto"];
const TERMS = ["auto", "always", "never"];
const NETWORKS = [
  ...["accel", "amex", "carnet", "cartes_bancaires", "diners", "discover", "eftpos_au", "elo", "girocard"],
  ...["interac", "jcb", "mastercard", "nyce", "pulse", "rupay", "star", "unionpay", "visa"],
];

/** What each option may be: words, a type, or a hash of options; `"*"` stands for any other name. */
const OPTIONS = {
  layout: either(LAYOUTS, {
    type: LAYOUTS,
    defaultCollapsed: "boolean",
    radios: ["auto", "always", "never", "if_multiple", true, false],
    spacedAccordionItems: "boolean",
    visibleAccordionItemsCount: "number",
    paymentMethodLogoPosition: ["start", "end"],
  }),
  defaultValues: {
    billingDetails: {
      name: "string",
      email: "string",
      phone: "string",
      address: {
        country: "string",
        postal_code: "string",
        state: "string",
        city: "string",
        line1: "string",
        line2: "string",
      },
    },
    card: { network: { "*": NETWORKS } },
  },
  business: { name: "string" },
  paymentMethodOrder: { "*": "string" },
  fields: { ...BILLING, "*": BILLING },
  readOnly: "boolean",
  terms: { "*": TERMS },
  wallets: { applePay: WHEN, googlePay: WHEN, link: WHEN },
};

function either(words, hash) {
  return (value) => (typeof value === "object" ? hash : words);
}

/** Throws at a value that is none, and warns of a name that is no option. */
export function checkOptions(options, path = "", shape = OPTIONS) {
  for (const [name, value] of Object.entries(options)) {
    const at = path + name;
    const known = Object.hasOwn(shape, name) ? shape[name] : shape["*"];
    if (!known) console.warn(`Kassa: the payment element has no option ${at}; it is ignored.`);
    if (!known || value == null) continue;
    const wanted = typeof known === "function" ? known(value) : known;
    const isList = Array.isArray(wanted);
    const type = typeof wanted === "string" ? wanted : "object";
    if (isList ? !wanted.includes(value) : typeof value !== type) {
      const right = isList ? `one of ${JSON.stringify(wanted)}` : `of type ${type}`;
      throw integrationError(`the payment element's ${at} must be ${right}, and is ${JSON.stringify(value)}.`);
    }
    if (!isList && type === "object") checkOptions(value, `${at}.`, wanted);
  }
}
