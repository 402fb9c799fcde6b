// The list is complete when every method is in it; its own event for that comes a little earlier.
const METHODS = 4;
const place = document.querySelector("#payment");
new MutationObserver((_, observer) => {
  if (place.querySelectorAll(".adyen-checkout__payment-method").length < METHODS) return;
  observer.disconnect();
  tell({ ready_ms: performance.now() });
}).observe(place, { childList: true, subtree: true });
openDropIn(place).catch(failed);
