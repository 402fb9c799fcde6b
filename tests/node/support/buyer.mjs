// A buyer: at the provider's hosted page and on the way back to the shop.

import assert from 'node:assert/strict';

/** Presses `authorize` or `fail` on the page that an intent's `next_action` leads to. Returns the
 *  merchant's page with its query, as a `URL`. */
export async function press(button, intent) {
  const action = intent.next_action;
  const details = action[action.type];
  const page = details.url ?? details.stripe_js ?? details.hosted_instructions_url ?? details.hosted_voucher_url;
  const pressed = await fetch(page, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: `press=${button}`,
  });
  const back = pressed.status === 303 ? pressed.headers.get('location') : linkBack(await pressed.text());
  const returned = await fetch(back, { redirect: 'manual' });
  assert.equal(returned.status, 303, back);
  return new URL(returned.headers.get('location'));
}

// A page inside a modal shows the way on as a link.
function linkBack(html) {
  const link = html.match(/href="([^"]*\/return\/[^"]*)"/)?.[1];
  assert.ok(link, `no way back in ${html}`);
  return link.replaceAll('&amp;', '&');
}
