// Adds up, from the first moment of a document, what moved and what kept its main thread busy, and
// remembers the memory that WebAssembly takes, which is no part of the JavaScript heap.

globalThis.kassaBenchObserved = { shift: 0, blocking_ms: 0, wasm_bytes: 0 };

(() => {
  const TASK_MS_MAX = 50;
  const observe = (type, note) =>
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });

  observe("layout-shift", ({ hadRecentInput, value }) => {
    if (!hadRecentInput) kassaBenchObserved.shift += value;
  });
  observe("longtask", ({ duration }) => {
    kassaBenchObserved.blocking_ms += Math.max(0, duration - TASK_MS_MAX);
  });

  const { instantiateStreaming } = WebAssembly;
  WebAssembly.instantiateStreaming = async (...source) => {
    const made = await instantiateStreaming.apply(WebAssembly, source);
    // Under whichever name: those of Kassa's module are of one letter.
    const memory = Object.values(made.instance.exports).find((item) => item instanceof WebAssembly.Memory);
    Object.defineProperty(kassaBenchObserved, "wasm_bytes", { enumerable: true, get: () => memory.buffer.byteLength });
    return made;
  };
})();
