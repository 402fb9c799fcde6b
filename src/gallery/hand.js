// The buyer's hand, in the element's frame.

globalThis.kassaGallery ??= {
  /** Types into a field as a person does; a list takes its entry by value. */
  fill(id, text) {
    const field = document.getElementById(id);
    if (!field) return false;
    if (field.localName === "select") {
      field.value = text || [...field.options].find(({ value }) => value)?.value;
      return field.dispatchEvent(new Event("change", { bubbles: true }));
    }
    field.focus();
    field.select();
    const done = document.execCommand("insertText", false, text);
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.blur();
    return done;
  },

  /** Everything that the open form asks for, in a test's words; what a list's entry asks for comes after it. */
  async fillAll(words) {
    const empty = () =>
      [...document.querySelectorAll(".panel input:not([type=checkbox], [type=radio]), .panel select")].filter(
        ({ localName, id, value }) => !value && (localName === "select" || words[id]),
      );
    for (let [field] = empty(); field; [field] = empty()) {
      this.fill(field.id, words[field.id] ?? "");
      await new Promise(requestAnimationFrame);
    }
    return true;
  },

  /** Opens a way to pay by its place in the list. */
  open(number) {
    const radio = document.querySelectorAll("[name=method]")[number - 1];
    if (radio && !radio.checked) radio.click();
    return !!radio;
  },

  press(selector) {
    const found = document.querySelector(selector);
    found?.click();
    return !!found;
  },

  /** When nothing moves any more, and pictures are there. */
  async still() {
    const passes = ({ effect }) => effect.getTiming().iterations !== Infinity;
    const frame = () => new Promise(requestAnimationFrame);
    document.activeElement?.matches("input") && document.activeElement.blur();
    const pictures = [...document.images].map((image) => image.decode().catch(() => {}));
    await Promise.allSettled([document.fonts.ready, ...pictures]);
    await Promise.allSettled(document.getAnimations().filter(passes).map(({ finished }) => finished));
    await frame();
    await frame();
    return true;
  },
};
