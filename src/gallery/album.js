const { groups, pictures, missing } = JSON.parse(document.getElementById("album").textContent);
const find = document.getElementById("find");
const group = document.getElementById("group");
const main = document.querySelector("main");
const dialog = document.querySelector("dialog");

const node = (name, properties, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};
const distinct = (name) => [...new Set(pictures.map((picture) => picture[name]))];

function choices(id, values) {
  const boxes = values.map((value) => {
    const box = node("input", { type: "checkbox", value, checked: true, onchange: draw });
    document.getElementById(id).append(node("label", {}, box, ` ${value}`));
    return box;
  });
  return () => boxes.filter(({ checked }) => checked).map(({ value }) => value);
}

const themes = choices("themes", distinct("theme"));
const widths = choices("widths", distinct("width"));
group.append(...groups.map(({ id, title }) => node("option", { value: id, textContent: title })));

function shown() {
  const [inThemes, inWidths, words] = [themes(), widths(), find.value.toLowerCase().split(/\s+/)];
  return pictures.filter(
    (picture) =>
      inThemes.includes(picture.theme) &&
      inWidths.includes(String(picture.width)) &&
      (!group.value || picture.group === group.value) &&
      words.every((word) => `${picture.scene} ${picture.title}`.toLowerCase().includes(word)),
  );
}

function thumbnail(picture) {
  const { file, title, theme, width, height } = picture;
  const image = node("img", { src: file, alt: `${title}, ${theme}, ${width} pixels`, loading: "lazy", width, height });
  const caption = node("span", {}, `${title} `, node("small", { textContent: `${theme} · ${width}` }));
  const link = node("a", { href: file, id: file, onclick: (event) => (event.preventDefault(), open(picture)) }, caption, image);
  return link;
}

function draw() {
  const all = shown();
  document.getElementById("count").textContent = `${all.length} of ${pictures.length} pictures`;
  main.replaceChildren(
    ...missing.map(({ scene, reason }) => node("p", { className: "missing", textContent: `${scene} is missing: ${reason}` })),
    ...groups.flatMap(({ id, title }) => {
      const of = all.filter((picture) => picture.group === id);
      const shelf = node("div", { className: "shelf" }, ...of.map(thumbnail));
      return of.length ? [node("h2", { textContent: title }), shelf] : [];
    }),
  );
}

function open({ file, title, theme, width }) {
  dialog.querySelector("figcaption").textContent = `${title} · ${theme} · ${width} · ${file}`;
  Object.assign(dialog.querySelector("img"), { src: file, alt: title });
  dialog.dataset.file = file;
  if (!dialog.open) dialog.showModal();
}

/** To the picture so many places further on. */
function leaf(places) {
  const links = [...document.querySelectorAll(".shelf a")];
  const current = dialog.open ? dialog.dataset.file : document.activeElement.id;
  const at = links.findIndex(({ id }) => id === current);
  const next = links[Math.min(links.length - 1, Math.max(0, at + places))];
  if (!next) return;
  next.focus();
  next.scrollIntoView({ block: "nearest" });
  if (dialog.open) open(pictures.find(({ file }) => file === next.id));
}

addEventListener("keydown", (event) => {
  const isTyping = event.target.matches("input[type=search], select");
  if (event.key === "/" && !isTyping) {
    event.preventDefault();
    find.focus();
  }
  const places = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!places || isTyping) return;
  event.preventDefault();
  leaf(places);
});
dialog.onclick = ({ target }) => target === dialog && dialog.close();
find.oninput = group.onchange = draw;
draw();
