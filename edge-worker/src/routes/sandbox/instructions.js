const language = document.documentElement.lang;
for (const amount of document.querySelectorAll('data[data-currency]')) {
  const style = { style: 'currency', currency: amount.dataset.currency };
  amount.textContent = new Intl.NumberFormat(language, style).format(amount.value);
}
for (const moment of document.querySelectorAll('time')) {
  const style = { dateStyle: 'long', timeStyle: 'short', timeZone: moment.dataset.zone };
  try {
    moment.textContent = new Intl.DateTimeFormat(language, style).format(moment.dataset.at * 1000);
  } catch {
    // Older browsers know no offsets, and what is written is right.
  }
}
document.querySelector('.print').addEventListener('click', () => print());
