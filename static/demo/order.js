// Asks the store for news until nothing can change any more, ever more slowly, and not for ever.

const FIRST_PAUSE_MS = 300;
const PAUSE_MS_MAX = 5_000;
const PATIENCE_MS = 3 * 60_000;

const statusBox = document.getElementById('order-status');
const stillWaiting = document.getElementById('still-waiting');
const statusUrl = new URL(document.getElementById('order').dataset.statusPath, location.href);
const redirectStatus = new URLSearchParams(location.search).get('redirect_status');
if (redirectStatus) statusUrl.searchParams.set('redirect_status', redirectStatus);

// The client secret came with the redirect; it has no business in the history or a copied link.
const shownUrl = new URL(location.pathname, location.href);
if (redirectStatus) shownUrl.searchParams.set('redirect_status', redirectStatus);
history.replaceState(null, '', shownUrl);

document.getElementById('check-again').addEventListener('click', watch);
watch();

async function watch() {
  stillWaiting.hidden = true;
  const givesUpAt = Date.now() + PATIENCE_MS;
  let pause = FIRST_PAUSE_MS;
  while (!isFinal()) {
    if (Date.now() > givesUpAt) {
      stillWaiting.hidden = !statusBox.querySelector('.waiting');
      return;
    }
    await sleep(pause);
    pause = Math.min(pause * 1.5, PAUSE_MS_MAX);
    // A page that nobody looks at asks nobody.
    if (document.visibilityState === 'visible') await refresh();
  }
}

/** A refused or lost answer is no news: the next one comes soon. */
async function refresh() {
  const answer = await ask(statusUrl);
  if (answer) show(answer);
  else console.warn('The store did not answer.');
}

/** Resolves with a document, as which a request may read HTML where no script may; or with nothing. */
function ask(url) {
  const request = Object.assign(new XMLHttpRequest(), { responseType: 'document', timeout: PAUSE_MS_MAX });
  request.open('GET', url);
  request.send();
  return new Promise((resolve) => {
    request.onloadend = () => resolve(request.status === 200 ? request.response : null);
  });
}

function show(answer) {
  const next = answer.querySelector('.status');
  const now = statusBox.querySelector('.status');
  if (!next) return;
  const changed = next.dataset.state !== now.dataset.state;
  // Replaced only when something changed, so that what is being read or pressed stays in place.
  if (!changed && next.textContent === now.textContent) return;
  next.querySelector('.journal').open = now.querySelector('.journal').open;
  now.replaceWith(next);
  if (changed) document.title = next.dataset.title;
}

function isFinal() {
  return 'final' in statusBox.querySelector('.status').dataset;
}

function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
