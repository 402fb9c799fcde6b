// While a wallet's sheet is open: what the buyer changes in it is told to the page, and what the
// page makes of that is shown in it.

import { readChange } from "./asked.js";

/** How long a page may take to answer; wallets give up soon after. */
const CHANGE_TIMEOUT_MS = 20_000;

/**
 * Asks the page by its event `name`. Resolves with what it resolves, `{}` where nobody listens, or
 * null where it refuses, or does not answer.
 */
export function pageAnswer({ tell, hears }, name, event) {
  if (!hears(name)) return Promise.resolve({});
  return new Promise((resolve, fail) => {
    const late = setTimeout(() => {
      console.warn(`expressCheckout: ${name} was not answered by resolve() in time.`);
      resolve(null);
    }, CHANGE_TIMEOUT_MS);
    const answer = (details) => {
      clearTimeout(late);
      resolve(details);
    };
    try {
      tell(name, { ...event, resolve: (details = {}) => answer(readChange(details)), reject: () => answer(null) });
    } catch (error) {
      clearTimeout(late);
      fail(error);
    }
  });
}

/** What is asked of the buyer now: the page may have changed the amount with `elements.update()`. */
export async function present(group, asked) {
  await group.updating?.catch(() => {});
  const { answered } = await (group.refreshing ?? group.session);
  const { wallet_sheet: sheet, intent, locale, strings } = JSON.parse(answered.body);
  const refused = strings["loader.unserviceable"];
  return { asked, locale, refused, exponent: intent.currency_exponent, ...sheet, label: asked.business?.name ?? sheet.label };
}

/**
 * What a sheet calls with the address or the rate that the buyer has chosen. It resolves with what
 * there is to show, or with null where the page refuses; `state` keeps what is chosen.
 */
export function changes(page, group, state) {
  const ask = async (name, event) => {
    const answer = await pageAnswer(page, name, event).catch((error) => (console.error(error), null));
    if (!answer) return null;
    Object.assign(state.asked, answer);
    if (answer.shippingRates) state.rate = answer.shippingRates[0];
    return present(group, state.asked);
  };
  return {
    address(name, address) {
      const { allowedShippingCountries } = state.asked;
      const isAllowed = !allowedShippingCountries || allowedShippingCountries.includes(address.country);
      return isAllowed ? ask("shippingaddresschange", { name, address }) : Promise.resolve(null);
    },
    rate(id) {
      const chosen = state.asked.shippingRates?.find((rate) => rate.id === id);
      if (!chosen) return Promise.resolve(null);
      state.rate = chosen;
      return ask("shippingratechange", { shippingRate: chosen });
    },
  };
}
