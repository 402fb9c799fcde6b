// What is a fifth of the size in JavaScript: every buyer waits for these bytes.

/**
 * Sends `body`, which is form-encoded. Resolves with the status and the parsed answer, or with `null`
 * where there is no answer in time, or none in JSON.
 */
export async function post(url, idempotencyKey, body, timeoutMs) {
  const headers = { "Content-Type": "application/x-www-form-urlencoded" };
  if (idempotencyKey) headers["Idempotency-Key"] = idempotencyKey;
  try {
    const response = await fetch(url, { method: "POST", headers, body, signal: AbortSignal.timeout(timeoutMs) });
    return [response.status, await response.json()];
  } catch {
    return null;
  }
}

/**
 * Leads to what is wrong. The press that asked for it was in the page's document, and in a process
 * of its own: the news that the focus went there may come after the field has it, and take it away.
 */
export function lead(id) {
  const element = document.getElementById(id);
  const again = () => setTimeout(() => document.hasFocus() || element.focus());
  if (!element) return;
  element.focus();
  element.addEventListener("blur", again, { once: true });
  setTimeout(() => element.removeEventListener("blur", again), 300);
}

/**
 * Has an element filled by the script that asks the buyer who they are, once it is in the document:
 * static/element/link/door.js hears it.
 */
export function openLink(id) {
  setTimeout(() => document.getElementById(id)?.dispatchEvent(new Event("link", { bubbles: true })));
}

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Fills `list` with the countries of `codes`. To know their names and to lay so many out takes a
 * browser longer than the rest of the form: the chosen one gets its name and then the others come,
 * each step when there is nothing else to do, and all at once when the buyer reaches for the list.
 */
export function listCountries(list, locale, codes, chosen) {
  const later = globalThis.requestIdleCallback ?? setTimeout;
  const shown = new Option("", chosen);
  let names;
  const steps = [
    () => {
      names = new Intl.DisplayNames(known(locale), { type: "region" });
      if (shown.parentNode) shown.text = names.of(chosen);
    },
    () => {
      const { value } = list;
      const { compare } = new Intl.Collator(known(locale));
      const options = codes.map((code) => new Option(names.of(code), code));
      list.replaceChildren(...options.sort((one, other) => compare(one.text, other.text)));
      list.value = value;
    },
  ];
  const goOn = () => {
    steps.shift()?.();
    if (steps.length) later(goOn);
  };
  codes = codes.split(" ");
  if (codes.includes(chosen)) list.add(shown);
  list.addEventListener("focus", () => steps.splice(0).forEach((step) => step()));
  later(goOn);
}

/** A tag that the browser does not accept is its own language. */
function known(locale) {
  try {
    return Intl.getCanonicalLocales(locale);
  } catch {
    return [];
  }
}
