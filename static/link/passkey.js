// Passkeys: has the browser make and use them, and hands over to the edge what they sign.

/** As COSE counts, the better first: ES256, and RS256 of security chips that have no other. */
const ALGORITHMS = [-7, -257];

/** Browsers keep passkeys for names, and for no addresses. */
export function hasPasskeys() {
  return "PublicKeyCredential" in window && /^[^:]*[a-z]/i.test(location.hostname);
}

/** A browser asks for one passkey at a time. */
let asking = null;

/** Ends what the browser is being asked. */
export function stopAsking() {
  asking?.abort();
  asking = null;
}

/**
 * Signs in. Resolves with the edge's `{body}` or `{error}`, and with nothing where the buyer, or a
 * later question, has ended it. `isOffered`: the browser offers it with what it fills in, if it can,
 * instead of asking at once.
 */
export async function usePasskey(send, isOffered) {
  if (isOffered && !(await PublicKeyCredential.isConditionalMediationAvailable?.())) return null;
  stopAsking();
  const { signal } = (asking = new AbortController());
  const { body, error } = await send("passkeys/challenge", {});
  if (error) return isOffered ? null : { error };
  const publicKey = { challenge: bytesOf(body.challenge), userVerification: "required" };
  const credential = await answer(() => navigator.credentials.get({ publicKey, signal, mediation: isOffered ? "conditional" : undefined }));
  if (!credential) return null;
  const { clientDataJSON, authenticatorData, signature, userHandle } = credential.response;
  const credentialId = textOf(credential.rawId);
  const known = await send("passkeys/verify", {
    credential: credentialId,
    client_data: textOf(clientDataJSON),
    authenticator_data: textOf(authenticatorData),
    signature: textOf(signature),
    user_handle: textOf(userHandle ?? new ArrayBuffer(0)),
  });
  // Who keeps the buyer's passkeys can throw this one away.
  if (known.error?.code === "link_passkey_unknown") PublicKeyCredential.signalUnknownCredential?.({ rpId: location.hostname, credentialId });
  return known;
}

/** Makes one; resolves as `usePasskey` does. `fields` say who asks, where no cookie does. */
export async function makePasskey(send, fields = {}) {
  const { body, error } = await send("passkeys/options", fields);
  if (error) return { error };
  const { challenge, email, user_handle, exclude } = body;
  const publicKey = {
    challenge: bytesOf(challenge),
    rp: { name: "Link" },
    user: { id: bytesOf(user_handle), name: email, displayName: email },
    pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: "public-key", alg })),
    excludeCredentials: exclude.map((id) => ({ type: "public-key", id: bytesOf(id) })),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    attestation: "none",
  };
  const credential = await answer(() => navigator.credentials.create({ publicKey }));
  if (!credential) return null;
  const { response } = credential;
  return send("passkeys", {
    ...fields,
    client_data: textOf(response.clientDataJSON),
    authenticator_data: textOf(response.getAuthenticatorData()),
  });
}

/** What browsers say by an error, of whatever kind, is that there is no passkey to be had. */
async function answer(question) {
  try {
    return await question();
  } catch {
    return null;
  }
}

function bytesOf(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function textOf(buffer) {
  const text = btoa(String.fromCharCode(...new Uint8Array(buffer)));
  return text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}
