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
  Object.assign(box.style, { padding: "16px", border: "1px solid", borderRadius: "8px", textAlign: "center" });
  Object.assign(text.style, { margin: "0 0 12px" });
  Object.assign(button.style, { minHeight: "44px", padding: "0 20px", font: "inherit", cursor: "pointer" });
  box.append(text, button);
  return box;
}
