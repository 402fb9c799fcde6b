// A merchant's fonts. Their bytes come from the page, which fetched them: this document may load
// nothing from elsewhere, so no font can tell anybody which letters are shown here.

const FONTS_MAX = 40;
const FONT_BYTES_MAX = 4 * 1024 * 1024;
const TEXT_CHARACTERS_MAX = 2_000;
const DESCRIPTORS = ["display", "featureSettings", "stretch", "style", "unicodeRange", "weight"];

/** Adds fonts, `{family, source, …descriptors}` each, to `faces`; resolves with a warning for each refused. */
export async function addFonts(fonts, faces) {
  const warnings = [];
  if (!Array.isArray(fonts)) return warnings;
  const isText = (it) => typeof it === "string" && it.length <= TEXT_CHARACTERS_MAX;
  const added = fonts.slice(0, FONTS_MAX).map(async (font) => {
    try {
      const { family, source } = font;
      if (!isText(family) || !(source instanceof ArrayBuffer) || source.byteLength > FONT_BYTES_MAX) {
        throw new Error(`a font has a name and at most ${FONT_BYTES_MAX / 1024 / 1024} MB`);
      }
      const told = DESCRIPTORS.filter((name) => isText(font[name])).map((name) => [name, font[name]]);
      faces.add(await new FontFace(family, source, Object.fromEntries(told)).load());
    } catch (error) {
      warnings.push(`fonts: ${String(font?.family).slice(0, 80)} was refused: ${error.message}.`);
    }
  });
  await Promise.all(added);
  if (fonts.length > FONTS_MAX) warnings.push(`fonts: only the first ${FONTS_MAX} are heard.`);
  return warnings;
}
