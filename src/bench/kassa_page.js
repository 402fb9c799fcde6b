const kassa = Kassa(query.get("key"));
const elements = kassa.elements({ clientSecret: query.get("client_secret") });
const payment = elements.create("payment");
payment.on("ready", () => tell({ ready_ms: performance.now() }));
payment.on("loaderror", ({ error }) => failed(error));
payment.mount("#payment");

document.querySelector("button").onclick = async () => {
  const pressed = performance.now();
  const confirmParams = { return_url: location.origin };
  const { error } = await kassa.confirmPayment({ elements, confirmParams, redirect: "if_required" });
  if (error) failed(error);
  else tell({ paid_ms: performance.now() - pressed });
};
