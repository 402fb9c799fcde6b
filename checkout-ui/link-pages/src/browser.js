// What the browser does better than Rust could: to write amounts and times, to hand over a file.

export function introduce(locale, direction, title) {
  Object.assign(document.documentElement, { lang: locale, dir: direction });
  document.title = title;
}

export function money(amount, currency) {
  return new Intl.NumberFormat(navigator.language, { style: "currency", currency }).format(amount);
}

export function moment(ms) {
  return new Intl.DateTimeFormat(navigator.language, { dateStyle: "medium", timeStyle: "short" }).format(ms);
}

export function country(code) {
  return new Intl.DisplayNames(navigator.language, { type: "region" }).of(code);
}

export function focus(id) {
  setTimeout(() => document.getElementById(id)?.focus());
}

export function save(name, json) {
  const text = JSON.stringify(JSON.parse(json), null, 2);
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  Object.assign(document.createElement("a"), { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url));
}
