// The whole integration with Kassa on the page: mount the payment element, and confirm on submit.

const form = document.getElementById('checkout');
const payButton = document.getElementById('pay');
const reloadButton = document.getElementById('reload');
const payError = document.getElementById('pay-error');

const { publishableKey, clientSecret, country, amount, currency, returnPath } = form.dataset;
const payLabel = `Pay ${formatAmount(Number(amount), currency)}`;
payButton.textContent = payLabel;
reloadButton.addEventListener('click', () => location.reload());

// The browser may show this page again as it was left, with a payment under way: start anew.
addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload();
});

if (typeof window.Kassa === 'function') {
  mountPaymentElement();
} else {
  giveUp('The payment form could not be loaded. Is Kassa running?');
}

function mountPaymentElement() {
  const locale = navigator.language;
  const kassa = window.Kassa(publishableKey, { locale });
  // `auto`: light or dark as the buyer's system is, as this page is too.
  const elements = kassa.elements({ clientSecret, locale, appearance: { theme: 'auto' } });
  const payment = elements.create('payment', {
    defaultValues: { billingDetails: { address: { country } } },
  });
  payment.on('ready', () => {
    payButton.disabled = false;
    reloadButton.hidden = true;
    showError('');
  });
  payment.on('change', () => showError(''));
  payment.on('loaderror', (event) => {
    // The element itself says what is wrong and offers another try; paying has to wait for that.
    payButton.disabled = true;
    console.error('Kassa:', event.error);
  });
  payment.mount('#payment-element');

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    pay(kassa, elements);
  });
}

async function pay(kassa, elements) {
  if (payButton.disabled) return;
  setBusy(true);
  showError('');
  const returnUrl = new URL(returnPath, location.href).href;
  try {
    const { error, paymentIntent } = await kassa.confirmPayment({
      elements,
      confirmParams: { return_url: returnUrl },
    });
    // Without an error the page is on its way to the return address.
    if (error) showError(error.message);
    else if (paymentIntent) location.assign(returnUrl);
    if (error) setBusy(false);
  } catch (fault) {
    console.error(fault);
    showError('Something went wrong on this page. You can try again: you will not be charged twice.');
    setBusy(false);
  }
}

function setBusy(busy) {
  payButton.disabled = busy;
  payButton.textContent = busy ? 'Paying…' : payLabel;
  form.setAttribute('aria-busy', String(busy));
}

function showError(message) {
  payError.textContent = message;
  payError.hidden = message === '';
}

function giveUp(message) {
  showError(message);
  payButton.hidden = true;
  reloadButton.hidden = false;
}

/** `formatAmount(4200, 'JPY')` is `¥4,200`: amounts are minor units, and `Intl` knows how many. */
function formatAmount(minor, code) {
  const format = new Intl.NumberFormat(document.documentElement.lang, {
    style: 'currency',
    currency: code,
  });
  const { maximumFractionDigits } = format.resolvedOptions();
  return format.format(minor / 10 ** maximumFractionDigits);
}
