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

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
