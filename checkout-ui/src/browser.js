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
export function lead(element) {
  const again = () => setTimeout(() => document.hasFocus() || element.focus());
  element.focus();
  element.addEventListener("blur", again, { once: true });
  setTimeout(() => element.removeEventListener("blur", again), 300);
}

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
