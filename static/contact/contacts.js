// Saved addresses that the page knows, to choose from.

/**
 * A list of `contacts` and of another address; nothing without contacts. `names` are of countries,
 * `choose` gets a contact, or null.
 */
export function contactList(contacts, names, strings, choose) {
  if (!contacts.length) return [];
  const list = document.createElement("fieldset");
  const legend = document.createElement("legend");
  list.className = "contacts";
  legend.textContent = strings["address.contacts"];
  const known = contacts.map((contact) => choice(contact.name, inOneLine(contact.address, names), () => choose(contact)));
  list.append(legend, ...known, choice(strings["address.contacts.new"], "", () => choose(null)));
  list.querySelector("input").checked = true;
  return [list];
}

function choice(name, detail, choose) {
  const label = document.createElement("label");
  const radio = Object.assign(document.createElement("input"), { type: "radio", name: "contact", onchange: choose });
  const text = document.createElement("span");
  text.append(name);
  if (detail) text.append(Object.assign(document.createElement("small"), { textContent: detail }));
  label.append(radio, text);
  return label;
}

function inOneLine({ line1, line2, city, state, postal_code: postalCode, country }, names) {
  return [line1, line2, city, state, postalCode, names.get(country)].filter(Boolean).join(", ");
}
