// Adds up, from the first moment of a document, what moved and what kept its main thread busy.

globalThis.kassaBenchObserved = { shift: 0, blocking_ms: 0 };

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
})();
