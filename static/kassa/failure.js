// What stands in the element's place when there is no iframe to draw it.

/** What stands in the element's place when there is no iframe to draw it. */
export function failure(message, again, retry) {
  const box = document.createElement("div");
  const button = document.createElement("button");
  box.setAttribute("role", "alert");
  button.type = "button";
  button.textContent = again;
  button.onclick = retry;
  box.style.cssText = "display:grid;gap:12px;padding:16px;border:1px solid;border-radius:8px;text-align:center";
  button.style.cssText = "min-height:44px;font:inherit;cursor:pointer";
  box.append(message, button);
  return box;
}
