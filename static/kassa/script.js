// The scripts that few pages need, or none before its form is there.

/** Scripts that are here or on their way, by their addresses. */
const scripts = {};
let misses = 0;

/** One of the scripts that are loaded later: once, and again if it did not come. */
export function script(origin, name) {
  const url = `${origin}/${name}`;
  // Browsers keep in mind that an address did not answer; another one they ask.
  return (scripts[url] ??= import(misses ? `${url}?${misses}` : url).catch((error) => {
    delete scripts[url];
    misses += 1;
    throw error;
  }));
}
