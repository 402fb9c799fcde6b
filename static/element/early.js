// The form before the module is here. As soon as the page has told the session, its first screen is
// drawn from it, so that the buyer can type while the module is on its way; what checkout-ui/src/view
// draws in its place looks the same.

/** Rows of the list before the buyer asks for more: checkout-ui/src/offers.rs. */
const ROWS_MAX = 4;

/** The form of a new card among the ways to pay; nothing wherever more is to be decided. */
export function earlyForm({ session: { answered }, options }) {
  if (answered?.status !== 200) return null;
  const session = JSON.parse(answered.body);
  const told = JSON.parse(options);
  const { offers, intent, locale: lang, direction: dir } = session;
  const open = offers.findIndex(({ flow }) => flow === "card_form");
  const card = offers[open];
  const isMore =
    !card ||
    offers.some(({ saved }) => saved) ||
    (card.explanation ?? card.mandate ?? card.instalments) ||
    told.terms?.card === "always" ||
    told.type !== "accordion" ||
    told.readOnly ||
    told.defaultCollapsed ||
    intent.failure ||
    !["", "requires_payment_method", "requires_confirmation"].includes(intent.status);
  if (isMore) return null;

  Object.assign(document.documentElement, { lang, dir });
  const isBare = offers.length === 1 && told.radios !== "always";
  const names = { role: "group", "aria-label": card.display_name };
  const panel = el(isBare ? "panel bare" : "panel", "div", [fieldsOf(card, session, told)], names);
  const form = el("form", "fieldset", [isBare ? panel : listOf(session, told, open, panel)]);
  return el("covered early", "div", [form]);
}

function listOf({ offers, strings }, told, open, panel) {
  const { radios, visibleAccordionItemsCount: visible } = told;
  const { length } = offers;
  const places = (visible ?? (length > ROWS_MAX ? ROWS_MAX - 1 : ROWS_MAX)) || length;
  // The card is shown in any case, in the last place if need be.
  const before = open < places ? places : places - 1;
  const rows = [];
  const hidden = [];
  offers.forEach((offer, index) => {
    const isOpen = index === open;
    if (index >= before && !isOpen) return hidden.push(offer);
    const radio = el("", "input", [], { type: "radio", name: "method", id: `method-${index}` });
    radio.checked = isOpen;
    const row = el("row", "label", [radio, el("radio"), el("row-name", "span", [offer.display_name]), icon(offer, 36, 24)]);
    rows.push(isOpen ? el("offer open", "div", [row, panel]) : el("offer", "div", [row]));
  });
  if (hidden.length) {
    const icons = hidden.slice(0, 3).map((offer) => icon(offer, 24, 16));
    const text = el("row-name", "span", [strings["methods.more"]]);
    const more = el("row more", "button", [el("plus"), text, el("row-icons", "span", icons)], { type: "button" });
    // The module opens what is behind it.
    more.onclick = () => (more.value = true);
    rows.push(more);
  }
  const hasRadios = radios === "always" || (radios !== "never" && length > 1);
  const shape =
    (told.spacedAccordionItems ? " spaced" : "") +
    (told.paymentMethodLogoPosition === "end" ? "" : " logo-first") +
    (hasRadios ? "" : " no-radios");
  return el(`offers${shape}`, "div", rows, { role: "radiogroup", "aria-label": strings["methods.legend"] });
}

/** The fields of the card, of which some are asked only while what is typed above says so. */
function fieldsOf({ fields }, session, told) {
  const grid = el("fields", "div");
  for (const field of fields) {
    const box = boxOf(field, session, told);
    if (!box) continue;
    grid.append(box);
    if (!field.when) continue;
    const end = new Comment();
    const arrange = () => (isAsked(field.when, grid) ? end.before(box) : box.remove());
    grid.append(end);
    grid.addEventListener("input", arrange);
    arrange();
  }
  return grid;
}

function isAsked({ id, choice, prefixes }, grid) {
  const { type, checked, value = "" } = grid.querySelector(`#${id}`) ?? {};
  if (prefixes) return prefixes.some((prefix) => value.replace(/\D/g, "").startsWith(prefix));
  return (type === "checkbox" && !checked ? "" : value) === choice;
}

/** A control below its label; nothing for what is not asked at all. */
function boxOf(field, { countries, buyer_country: told, strings, locale }, { hidden, defaults }) {
  const { id, kind, label, half, choices, hint } = field;
  const country = countries.find(({ code }) => code === told) ?? countries[0];
  const name = kind === "postal_code" ? strings[`postal_code.${country.postal_code}`] : label;
  if (kind === "fixed" || !name || hidden.includes(id) || hidden.includes(`card/${id}`)) return null;
  if (kind === "checkbox") {
    const box = el("", "input", [], { type: kind, id, value: true });
    return el("field checkbox", "label", [box, el("", "span", [name])]);
  }
  const isList = /country|select/.test(kind);
  const control = el("", isList ? "select" : "input", [], {
    ...(!isList && {
      type: "text",
      inputmode: field.input_mode,
      autocapitalize: "off",
      spellcheck: false,
      placeholder: field.example || " ",
      maxlength: 128,
    }),
    id,
    name: id,
    autocomplete: field.autocomplete,
    "aria-required": !field.optional,
    ...(hint && { "aria-describedby": `${id}-hint` }),
  });
  if (kind === "country") control.add(optionOf(country, locale));
  if (kind === "select") control.append(new Option(field.example, ""), ...choices.map(({ name, code }) => new Option(name, code)));
  if (defaults[id]) control.value = defaults[id];
  return el(`field ${/^card_/.test(kind) ? "number " : ""}${half ? "half " : ""}${id}`, "div", [
    el("", "label", [name], { for: id }),
    el(isList ? "control select" : "control", "div", [control, ...marksOf(kind)]),
    hint ? el("field-hint", "p", [hint], { id: `${id}-hint` }) : "",
  ]);
}

/** The others are listed by the module. To know a name takes a browser long, so the form comes first. */
function optionOf({ code }, locale) {
  const option = new Option("", code);
  const later = globalThis.requestIdleCallback ?? setTimeout;
  later(() => (option.text = new Intl.DisplayNames(locale, { type: "region" }).of(code)));
  return option;
}

/** Beside a number of no network yet, the commonest. */
function marksOf(kind) {
  const mark = (name) => el(`mark ${name}`, "span", [], { "aria-hidden": true });
  if (kind === "card_number") return [el("marks", "span", ["visa", "mastercard", "amex"].map(mark))];
  return kind === "card_cvc" ? [el("marks", "span", [el("mark cvc")])] : [];
}

const icon = ({ icon: src }, width, height) => el("", "img", [], { src, alt: "", width, height });

/** An element with these classes, or none. */
function el(shape, name = "span", content = [], attributes = {}) {
  const element = document.createElement(name);
  if (shape) element.className = shape;
  for (const key in attributes) element.setAttribute(key, attributes[key]);
  element.append(...content);
  return element;
}
