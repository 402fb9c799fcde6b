// Messages that are almost right, the same ones for the same seed. Runs in any document of a page.

/** Numbers from 0 to 1 (mulberry32). */
function randomOf(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), seed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** No question has this number. */
const UNASKED = 4294967295;
const NUMBERS = [-1, 0.5, 1e12];
const JUNK = [null, [], {}, [[]], "", "junk", "__proto__", { toString: null }, true, ...NUMBERS];

/** Right messages, with the paths at which anything of another type makes them wrong. */
const TO_ELEMENT = [
  [{ submit: { request: 1, takes_focus: true } }, ["submit", "submit.request", "submit.takes_focus"]],
  [
    { confirm: { request: 1, client_secret: null, return_url: null, redirect: "if_required", wallet_token: null, told: "" } },
    ["confirm", "confirm.request", "confirm.redirect", "confirm.told"],
  ],
  [
    { create: { request: 1, object: "payment_method", wallet_token: null, told: "" } },
    ["create", "create.request", "create.object", "create.told"],
  ],
  [{ handle_next_action: { request: 1, client_secret: "pi_1_secret_1" } }, ["handle_next_action", "handle_next_action.client_secret"]],
  [{ continue: { request: 1, authenticated: true } }, ["continue", "continue.request", "continue.authenticated"]],
  [
    { init: { publishable_key: "pk_test_1", client_secret: "", customer_session: null, session: "unreachable", locale: "en", options: "{}" } },
    ["init", "init.publishable_key", "init.session", "init.locale", "init.options"],
  ],
];
const TO_PAGE = [
  [{ type: "resize", height: 1 }, ["type", "height"]],
  [{ type: "change", method: "sepa_debit", empty: false, complete: true, collapsed: false }, ["type", "method", "empty", "complete", "collapsed"]],
  [{ type: "load_error", error: { message: "Broken." } }, ["type", "error", "error.message"]],
  [{ type: "payment_method_removed", payment_method: "pm_1", error: null }, ["type", "payment_method"]],
  [{ type: "warning", message: "Broken." }, ["type", "message"]],
  // In the right shape, they answer what nobody has asked.
  [{ type: "submitted", request: UNASKED, error: null }, []],
  [{ type: "created", request: UNASKED, object: null, error: null }, []],
  [{ type: "confirmed", request: UNASKED, outcome: { result: "payment_intent", payment_intent: "{}" } }, []],
  [{ type: "confirmed", request: UNASKED, outcome: { result: "authenticate", url: `${location.origin}/` } }, []],
  [{ type: "confirmed", request: UNASKED, outcome: null }, []],
];
/** What a window hears, with anything wrong about it. */
const TO_WINDOWS = [
  '{"type":"hello"} ', '{"type": "hello"}', { type: "hello" }, "kassa:authenticated", '{"type":"port"}', { type: "port" },
  { appearance: "{" }, { appearance: "null" }, { appearance: "[]" }, { appearance: "{}" }, { appearance: 5 },
  { appearance: '{"theme":"junk"}' }, { appearance: '{"theme":{}}' }, { appearance: { theme: "night" } },
  { appearance: ["night"] }, { fonts: 5 }, { fonts: "Arial" }, { fonts: {} }, { fonts: { length: 3 } },
];

/** `count` messages, made from these right ones. */
function almostRight(templates, count, seed) {
  const random = randomOf(seed);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const broken = ([message, paths]) => {
    const copy = structuredClone(message);
    if (!paths.length) return JSON.stringify(copy);
    const names = pick(paths).split(".");
    const last = names.pop();
    const place = names.reduce((it, name) => it[name], copy);
    const kind = (it) => (Array.isArray(it) ? "array" : it === null ? "null" : typeof it);
    const wrong = JUNK.filter((it) => kind(it) !== kind(place[last]) || NUMBERS.includes(it) || it === "__proto__");
    const junk = pick(wrong.filter((it) => typeof it !== "string" || typeof place[last] !== "string" || last === "type"));
    if (random() < 0.3) delete place[last];
    else place[last] = junk;
    return JSON.stringify(copy);
  };
  const cut = ([message]) => {
    const text = JSON.stringify(message);
    return text.slice(0, Math.floor(random() * text.length));
  };
  const makers = [
    () => broken(pick(templates)),
    () => broken(pick(templates)),
    () => broken(pick(templates)),
    () => cut(pick(templates)),
    // The right one, not as text; and one that is two.
    () => pick(templates)[0],
    () => `[${JSON.stringify(pick(templates)[0])}]`,
    () => pick(JUNK),
    () => JSON.stringify(pick(JUNK)),
    () => String.fromCharCode(...Array.from({ length: random() * 40 }, () => random() * 0xffff)),
    () => new Uint8Array(4).fill(random() * 255).buffer,
    () => new Map([["type", "resize"]]),
    () => (random() < 0.02 ? " ".repeat(300_000) + JSON.stringify(pick(templates)[0]) : undefined),
  ];
  return Array.from({ length: count }, () => pick(makers)());
}
