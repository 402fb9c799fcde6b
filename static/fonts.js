// Fetches a merchant's fonts, in the merchant's page. kassa.js loads this where `fonts` are given.
// The element gets their bytes: its own document may load nothing from elsewhere, because a font
// that is fetched when a letter is shown would tell its server what a buyer types.

import { addFonts } from "./element/appearance/fonts.js";

/** What an element shows whatever its language: letters, digits, punctuation. */
const LATIN = Array.from({ length: 0x7f - 0x20 }, (_, index) => index + 0x20);
const DESCRIPTORS = {
  display: "font-display",
  featureSettings: "font-feature-settings",
  stretch: "font-stretch",
  style: "font-style",
  unicodeRange: "unicode-range",
  weight: "font-weight",
};

/** Hands the element of `connection` the fonts of its group, if it is still there when they are. */
export async function send(group, connection, warn) {
  const fetched = async () => fetchFonts(group.fonts, JSON.stringify(await group.session), warn);
  connection.tell({ fonts: await (group.fetchedFonts ||= fetched()) });
}

/** Adds the fonts of a group to the page's own, for forms that are drawn in it and say `texts`. */
export async function show(group, texts, warn) {
  const added = async () => (await addFonts(await fetchFonts(group.fonts, texts, warn), document.fonts)).forEach(warn);
  await (group.shownFonts ||= added());
}

/**
 * Resolves with the fonts of `elements({fonts})` that an element has a use for, as
 * `{family, source, …}` with the source's bytes. `texts` are what it says; `warn` is told what
 * could not be loaded.
 */
async function fetchFonts(fonts, texts, warn) {
  const shown = new Set([...LATIN, ...Array.from(texts, (letter) => letter.codePointAt(0))]);
  const found = [];
  const attempt = async (name, work) => {
    try {
      await work();
    } catch (error) {
      warn(`fonts: ${name} could not be loaded: ${error.message}.`);
    }
  };
  const load = (face, base) =>
    attempt(face.family, async () => {
      if (covers(face.unicodeRange, shown)) found.push({ ...face, source: await bytesOf(face.src, base) });
    });
  const loads = fonts.map((font) =>
    font.cssSrc
      ? attempt(font.cssSrc, async () => {
          const base = new URL(font.cssSrc, location.href).href;
          const css = await (await fetched(base)).text();
          await Promise.all(facesOf(css).map((face) => load(face, base)));
        })
      : load(font, location.href),
  );
  await Promise.all(loads);
  return found.map(({ src, ...font }) => font);
}

/** The `@font-face` rules of a style sheet; nothing else of it is read. */
function facesOf(css) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return [...sheet.cssRules]
    .filter((rule) => rule instanceof CSSFontFaceRule)
    .map(({ style }) => {
      const face = { family: unquoted(style.getPropertyValue("font-family")), src: style.getPropertyValue("src") };
      for (const [name, property] of Object.entries(DESCRIPTORS)) {
        const value = style.getPropertyValue(property);
        if (value) face[name] = value;
      }
      return face;
    });
}

/** The first source that can be fetched, of the kind that browsers read best. */
async function bytesOf(src, base) {
  const urls = [...String(src).matchAll(/url\(\s*(?:"([^"]*)"|'([^']*)'|([^"')\s]*))\s*\)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare,
  );
  const url = urls.find((it) => /\.woff2\b/.test(it)) ?? urls[0];
  if (!url) throw new Error("its src has no url()");
  return (await fetched(new URL(url, base))).arrayBuffer();
}

async function fetched(url) {
  const response = await fetch(url, { credentials: "omit" });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response;
}

/** Whether a `unicode-range` has any of these characters; without one, a font is for all. */
function covers(range, shown) {
  if (!range) return true;
  return String(range)
    .split(",")
    .some((part) => {
      const [, low, high] = /u\+([0-9a-f?]+)(?:-([0-9a-f]+))?/i.exec(part) ?? [];
      if (!low) return false;
      const first = parseInt(low.replaceAll("?", "0"), 16);
      const last = parseInt(high ?? low.replaceAll("?", "f"), 16);
      return [...shown].some((letter) => letter >= first && letter <= last);
    });
}

const unquoted = (name) => name.replace(/^["']|["']$/g, "");
