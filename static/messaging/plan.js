// A lender's plan in words.

import { amountText, fill } from "../kassa/amount.js";

const DAY_MS = 86_400_000;

/** An offer with its plan as a buyer reads it: `sum`, `payments` of `{due, amount}`, and `legal`. */
export function explained({ display_name: name, icon, plan }, strings, { locale, currency, currency_exponent }) {
  const { amounts, apr_basis_points: apr } = plan;
  const amount = (minor) => amountText(locale, minor, currency, currency_exponent);
  const values = {
    count: amounts.length,
    amount: amount(amounts[0]),
    total: amount(amounts.reduce((sum, part) => sum + part, 0)),
    apr: percent(locale, apr ?? 0),
  };
  const key = apr == null ? (amounts.length === 1 ? "later" : "sum") : "from";
  const due = (place) => {
    const days = plan.first_days + place * plan.interval_days;
    return days ? day(locale, days) : strings["instalments.today"];
  };
  return {
    name,
    icon,
    sum: fill(strings[`instalments.${key}`], values),
    // With interest the figures are an example, which the legal line gives.
    payments: apr == null ? amounts.map((part, place) => ({ due: due(place), amount: amount(part) })) : [],
    legal: plan.legal && fill(plan.legal, values),
  };
}

function percent(locale, basisPoints) {
  return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 2 }).format(basisPoints / 10_000);
}

function day(locale, days) {
  return new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" }).format(Date.now() + days * DAY_MS);
}
