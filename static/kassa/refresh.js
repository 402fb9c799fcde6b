// What changes about a payment while its form is open.

import { errorIn, NOT_LOADED } from "./errors.js";
import { fetchSession } from "./session.js";

/** Shows what is true now. What the element shows stays when there is no answer. */
export async function refresh(group) {
  if (!group.session) return {};
  const fetched = fetchSession(group);
  group.refreshing = fetched;
  const { answered } = await fetched;
  // Whoever asked later gets the newer answer.
  if (group.refreshing !== fetched) return {};
  const error = answered?.status === 200 ? null : (errorIn(answered?.body) ?? NOT_LOADED);
  if (error) return { error };
  group.session = fetched;
  await group.payment?.init();
  return {};
}
