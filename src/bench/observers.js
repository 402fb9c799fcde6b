// Adds up, from the first moment of a document, what moved and what kept its main thread busy, and
// remembers the memory that WebAssembly takes, which is no part of the JavaScript heap, and the moment
// from which on there was a field for a card's number.

(() => {
  const { timeOrigin: began_at } = performance;
  globalThis.kassaBenchObserved = { began_at, typable_at: null, shift: 0, blocking_ms: 0, wasm_bytes: 0 };

  const TASK_MS_MAX = 50;
  // Adyen's is in a frame of its own host, of which no more is seen here than that the page has it.
  const FIELD = "#card-number, [data-cse=encryptedCardNumber] iframe";
  const observe = (type, note) =>
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });

  observe("layout-shift", ({ hadRecentInput, value }) => {
    if (!hadRecentInput) kassaBenchObserved.shift += value;
  });
  observe("longtask", ({ duration }) => {
    kassaBenchObserved.blocking_ms += Math.max(0, duration - TASK_MS_MAX);
  });

  new MutationObserver((_, observer) => {
    if (!document.querySelector(FIELD)) return;
    observer.disconnect();
    kassaBenchObserved.typable_at = began_at + performance.now();
  }).observe(document, { childList: true, subtree: true });

  const { instantiateStreaming } = WebAssembly;
  WebAssembly.instantiateStreaming = async (...source) => {
    const made = await instantiateStreaming.apply(WebAssembly, source);
    // Under whichever name: those of Kassa's module are of one letter.
    const memory = Object.values(made.instance.exports).find((item) => item instanceof WebAssembly.Memory);
    Object.defineProperty(kassaBenchObserved, "wasm_bytes", { enumerable: true, get: () => memory.buffer.byteLength });
    return made;
  };
})();
