// An address that the buyer keeps with Link, on its way into a form of the page's: by their tap in the
// payment element, and not before.

const TEXT_LENGTH_MAX = 500;
const PARTS = ["line1", "line2", "city", "state", "postal_code", "country"];

/**
 * Tells the payment element that the page asks for an address, and has `fill(value)` hear what the buyer
 * chooses there. `chosen` is what the page wants of the form. Answers with how to stop.
 */
export function hearLink(group, { mode, countries, asksPhone }, fill) {
  let payment = null;
  attend();
  addEventListener("message", hear);
  return () => {
    removeEventListener("message", hear);
    payment?.element.off("ready", share);
    tell(null);
  };

  /** A frame that is not ready yet hears nothing. */
  function attend() {
    if (!group.payment || group.payment === payment) return;
    payment = group.payment;
    payment.element.on("ready", share);
    share();
  }

  function share() {
    tell({ countries, phone: asksPhone });
  }

  function tell(form) {
    payment?.connection.tell({ link: { [mode]: form } });
  }

  function hear({ origin, source, data }) {
    if (origin !== group.origin || source !== group.payment?.connection.frame?.contentWindow) return;
    // The payment element may come after this one.
    attend();
    if (data?.link?.mode !== mode) return;
    const value = read(data.link.value);
    if (value && countries.includes(value.address.country)) fill({ ...value, ...(!asksPhone && { phone: undefined }) });
  }
}

/** Its texts; whatever else is there has no effect. */
function read(value) {
  const texts = (from, names) => {
    const entries = names.map((name) => [name, from?.[name]]);
    return Object.fromEntries(entries.filter(([, it]) => typeof it === "string" && it.length <= TEXT_LENGTH_MAX));
  };
  const address = texts(value?.address, PARTS);
  return address.line1 && address.country ? { ...texts(value, ["name", "phone"]), address } : null;
}
