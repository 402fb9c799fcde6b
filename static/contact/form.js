// A form of the merchant's page that asks for no card: its fields, what is typed into them, and what
// is wrong with that.

import { field } from "./field.js";

/** As in checkout-ui/src/view/field.rs: the page's button stays where it is while it is pressed. */
const PRESS_MS = 200;

/**
 * Draws into `grid` the fields that `describe(values)` lists: each a spec of field.js with
 * `check(value)`, which answers what is wrong. `values` are by name, and stay when a field goes.
 * `changed(name)` is called after each change.
 */
export function form(grid, values, describe, changed) {
  const kept = new Map();
  /** The fields whose problems are shown: those that were left wrong, and all after a submit. */
  const shown = new Set();
  let specs = [];
  /** The field that the buyer typed into or left last. */
  let touched = null;

  function hear(what, name, value) {
    if (what === "blur") return setTimeout(leave, PRESS_MS, name);
    touched = name;
    values[name] = value;
    complain();
    changed(name);
  }

  function leave(name) {
    if (values[name]) shown.add(name);
    touched = name;
    complain();
  }

  function draw() {
    specs = describe(values);
    const nodes = specs.map((spec) => {
      // The same node in every country, so that browsers that fill it in find it again.
      const key = `${spec.name} ${spec.choices ? JSON.stringify(spec.choices) : ""}`;
      const drawn = kept.get(key) ?? field(spec, hear);
      kept.set(key, drawn);
      drawn.describe(spec);
      if (spec.choices && !spec.choices.some(([value]) => value === values[spec.name])) values[spec.name] = spec.choices[0][0];
      drawn.control.value = values[spec.name] ?? "";
      spec.drawn = drawn;
      return drawn.node;
    });
    // What has the focus stays where it is.
    nodes.forEach((node, index) => grid.children[index] === node || grid.insertBefore(node, grid.children[index] ?? null));
    while (grid.children.length > nodes.length) grid.lastChild.remove();
    complain();
  }

  const problemOf = ({ name, check }) => check(values[name]?.trim() ?? "");

  function complain() {
    for (const spec of specs) spec.drawn.complain(shown.has(spec.name) ? problemOf(spec) : null, spec.name === touched);
  }

  return {
    draw,
    problems: () => specs.map(problemOf).filter(Boolean),
    /** Shows all that is wrong. */
    complainOfAll() {
      for (const { name } of specs) shown.add(name);
      touched = null;
      complain();
    },
    focusProblem: () => specs.find(problemOf)?.drawn.control.focus(),
    /** What was typed into the fields that are there; of a list, what is chosen. */
    value: (name) => (specs.some((spec) => spec.name === name) ? (values[name]?.trim() ?? "") : ""),
    clear(but) {
      for (const name of Object.keys(values)) if (!but.includes(name)) delete values[name];
      shown.clear();
      draw();
    },
  };
}
