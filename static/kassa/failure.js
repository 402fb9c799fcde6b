// What stands in the element's place when there is no iframe to draw it.

/** What stands in the element's place when there is no iframe to draw it. */
export function failure(message, again, retry) {
  const box = document.createElement("div");
  const text = document.createElement("p");
  const button = document.createElement("button");
  box.setAttribute("role", "alert");
  text.textContent = message;
  button.type = "button";
  button.textContent = again;
  button.onclick = retry;
  box.style.cssText = "padding:16px;border:1px solid;border-radius:8px;text-align:center";
  text.style.margin = "0 0 12px";
  button.style.cssText = "min-height:44px;padding:0 20px;font:inherit;cursor:pointer";
  box.append(text, button);
  return box;
}
