// The bank's own page, above the merchant's.

/** For want of the session's words. */
const ENGLISH = { "loader.authenticate": "Confirm your payment", "loader.cancel": "Cancel" };

/**
 * Shows the bank's page above the merchant's. Resolves with whether that page said that it is done;
 * with false when the buyer closed it.
 */
export function authenticate(origin, url, session = {}) {
  const words = { ...ENGLISH, ...session };
  if (new URL(url).origin !== origin) return Promise.resolve(false);
  return new Promise((resolve) => {
    const dialog = document.createElement("dialog");
    const frame = document.createElement("iframe");
    const button = document.createElement("button");
    dialog.setAttribute("aria-label", words["loader.authenticate"]);
    frame.title = words["loader.authenticate"];
    frame.src = url;
    button.type = "button";
    button.textContent = "×";
    button.setAttribute("aria-label", words["loader.cancel"]);
    Object.assign(dialog.style, {
      border: 0,
      padding: 0,
      width: "min(480px, 100%)",
      height: "min(640px, 100%)",
      maxWidth: "100vw",
      maxHeight: "100dvh",
      overflow: "hidden",
      borderRadius: "12px",
      background: "#fff",
      boxShadow: "0 16px 64px rgb(0 0 0 / 35%), 0 0 0 100vmax rgb(15 20 30 / 55%)",
    });
    Object.assign(frame.style, { border: 0, width: "100%", height: "100%", display: "block" });
    Object.assign(button.style, {
      position: "absolute",
      insetBlockStart: "4px",
      insetInlineEnd: "4px",
      width: "44px",
      height: "44px",
      border: 0,
      background: "none",
      color: "#4a5160",
      font: "24px/1 system-ui, sans-serif",
      cursor: "pointer",
    });
    const finish = (authenticated) => {
      removeEventListener("message", onMessage);
      // Closing gives the focus back to where it was.
      dialog.close();
      dialog.remove();
      resolve(authenticated);
    };
    const onMessage = (event) => {
      const isDone = event.data === "kassa:authenticated" && event.source === frame.contentWindow;
      if (isDone && event.origin === origin) finish(true);
    };
    addEventListener("message", onMessage);
    // Escape; the browser keeps the focus inside a modal dialog by itself.
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      finish(false);
    });
    button.onclick = () => finish(false);
    dialog.append(frame, button);
    document.body.append(dialog);
    dialog.showModal();
    frame.focus();
  });
}
