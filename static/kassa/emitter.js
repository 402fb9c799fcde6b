// The events of elements.

/** `owner()` is what `on`, `once` and `off` return, so that calls can be chained. */
export function emitter(owner) {
  const listeners = new Map();
  const on = (name, listener) => {
    listeners.set(name, (listeners.get(name) ?? new Set()).add(listener));
    return owner();
  };
  const off = (name, listener) => {
    if (listener) listeners.get(name)?.delete(listener);
    else listeners.delete(name);
    return owner();
  };
  const once = (name, listener) =>
    on(name, function first(event) {
      off(name, first);
      listener(event);
    });
  const emit = (name, event) => {
    for (const listener of [...(listeners.get(name) ?? [])]) listener(event);
  };
  const hears = (name) => Boolean(listeners.get(name)?.size);
  return { on, off, once, emit, hears, silence: () => listeners.clear() };
}
