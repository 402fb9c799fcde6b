// Styles of what the loader's scripts draw into shadow roots.

/**
 * The sheet of `css`, made when it is first asked for: one for all elements of a page. Unlike a
 * <style>, it needs nothing of the page's security policy.
 */
export function styleSheet(css) {
  let sheet;
  return () => {
    if (!sheet) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
    }
    return sheet;
  };
}
