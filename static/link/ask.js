// Link's questions to the edge. Who the buyer is goes along as a cookie that no script can read.

/** As long as a buyer who has pressed something waits for an answer. */
const TIMEOUT_MS = 10_000;

/** Resolves with the answer's `body`, or with the `error` that it is. */
export async function ask(path, fields, timeout = TIMEOUT_MS) {
  try {
    const body = new URLSearchParams(fields);
    const response = await fetch(path, { method: "POST", body, signal: AbortSignal.timeout(timeout) });
    const answer = await response.json();
    return response.ok ? { body: answer } : { error: answer.error };
  } catch {
    return { error: { code: "api_connection_error" } };
  }
}
