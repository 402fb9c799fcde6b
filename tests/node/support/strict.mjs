// Holds what came over the wire against the types that the SDK declares for it.

// A buyer's page sees these without what is the merchant's alone; the SDK declares only the whole.
const PARTIAL_FOR_BUYERS = new Set(['PaymentIntent', 'SetupIntent', 'PaymentMethod']);
// Numbers that are not whole: everything else counts minor units, seconds or things.
const FRACTIONS = new Set(['exchange_rate']);
const LISTED_MAX = 20;

// What the declarations leave open and Stripe's reference says: how ids begin.
const ID_PREFIXES = {
  balance_transaction: 'txn_',
  charge: 'ch_',
  confirmation_token: 'ctoken_',
  customer: 'cus_',
  dispute: 'du_',
  event: 'evt_',
  mandate: 'mandate_',
  payment_intent: 'pi_',
  payment_method: 'pm_',
  payment_method_configuration: 'pmc_',
  payment_method_domain: 'pmd_',
  refund: 're_',
  setup_attempt: 'setatt_',
  setup_intent: 'seti_',
  webhook_endpoint: 'we_',
};
// Times are seconds, which milliseconds would be far above.
const SECONDS_MAX = 10_000_000_000;
const IS_TIME = /(^|_)(created|at|on|by|after)$/;

export class Strict {
  #routes;
  #error;
  #objects;

  /** `schema` is what types/derive.mjs writes. */
  constructor({ routes, error, objects }) {
    this.#routes = routes.map((route) => ({ ...route, pattern: pattern(route.path) }));
    this.#error = error;
    this.#objects = objects;
  }

  /** The SDK's operation that a request is, such as `{operation: 'ChargeResource.retrieve', …}`. */
  route(method, path) {
    const [plain] = path.split('?');
    const fits = this.#routes.filter((route) => route.method === method && route.pattern.test(plain));
    // `/v1/charges/search` is also `/v1/charges/{}`.
    return fits.sort((a, b) => a.path.split('{}').length - b.path.split('{}').length)[0];
  }

  /** What is wrong with an answer: sentences, none when it is as declared. `forBuyer` says that the
   *  request came with a publishable key. */
  answer({ method, path, status, forBuyer }, body) {
    const route = this.route(method, path);
    const type = status >= 400 ? this.#error : route?.type;
    if (!type) return [`${method} ${path}: no operation of the SDK`];
    return this.#check(type, body, body?.object ?? '')
      .filter(({ missingFrom }) => !(forBuyer && PARTIAL_FOR_BUYERS.has(missingFrom)))
      .map(({ text }) => `${method} ${route?.path ?? path}: ${text}`);
  }

  /** What is wrong with an event that a webhook brought. */
  event(body) {
    const event = this.#routes.find(({ operation }) => operation === 'EventResource.retrieve');
    return this.#check(event.type, body, body.type).map(({ text }) => `webhook ${text}`);
  }

  #check(type, value, at) {
    switch (type.is) {
      case 'anything':
        return [];
      case 'string':
      case 'boolean':
        return typeof value === type.is ? [] : [this.#wrong(type, value, at)];
      case 'number': {
        const whole = FRACTIONS.has(at.split('.').pop()) || Number.isSafeInteger(value);
        return typeof value === 'number' && whole ? [] : [this.#wrong(type, value, at)];
      }
      case 'null':
        return value === null ? [] : [this.#wrong(type, value, at)];
      case 'literals':
        return type.values.includes(value) ? [] : [this.#wrong(type, value, at)];
      case 'array':
        if (!Array.isArray(value)) return [this.#wrong(type, value, at)];
        return value.flatMap((item, index) => this.#check(type.of, item, `${at}[${index}]`));
      case 'object':
        return this.#object(type, value, at);
      case 'union':
        return this.#union(type, value, at);
      default:
        throw new Error(`an unknown kind of type: ${type.is}`);
    }
  }

  #object(type, value, at) {
    if (!isObject(value)) return [this.#wrong(type, value, at)];
    const { fields, others } = this.#objects[type.name];
    const wrong = [];
    // Of what was different before, an event tells only that, at every depth.
    const partial = at.includes('.previous_attributes');
    for (const [name, field] of Object.entries(fields)) {
      if (name in value) wrong.push(...this.#check(field.type, value[name], below(at, name)));
      else if (!field.optional && !partial) {
        wrong.push({ ...this.#wrong(field.type, undefined, below(at, name)), missingFrom: type.name });
      }
    }
    wrong.push(...conventions(value, at));
    for (const name of Object.keys(value)) {
      if (name in fields) continue;
      if (others) wrong.push(...this.#check(others, value[name], below(at, name)));
      else wrong.push({ text: `${below(at, name)}: ${type.name} has no such field, got ${shown(value[name])}` });
    }
    return wrong;
  }

  /** The member of the union that the value means to be decides what is wrong with it. */
  #union(type, value, at) {
    const meant = type.of.filter((member) => this.#isMeant(member, value));
    if (meant.length === 0) return [this.#wrong(type, value, at)];
    const wrongs = meant.map((member) => this.#check(member, value, at));
    return wrongs.reduce((best, wrong) => (wrong.length < best.length ? wrong : best));
  }

  #isMeant(type, value) {
    switch (type.is) {
      case 'object': {
        if (!isObject(value)) return false;
        const { fields } = this.#objects[type.name];
        return ['object', 'type', 'deleted'].every((name) => {
          const values = fields[name]?.type.is === 'literals' ? fields[name].type.values : undefined;
          return !values || fields[name].optional || values.includes(value[name]);
        });
      }
      case 'array':
        return Array.isArray(value);
      case 'literals':
        return type.values.some((one) => typeof one === typeof value);
      case 'null':
        return value === null;
      default:
        return typeof value === type.is || type.is === 'anything';
    }
  }

  #wrong(type, value, at) {
    return { text: `${at}: expected ${this.#described(type)}, got ${shown(value)}` };
  }

  #described(type) {
    switch (type.is) {
      case 'literals':
        return listed(type.values.map((value) => JSON.stringify(value)));
      case 'array':
        return `(${this.#described(type.of)})[]`;
      case 'object':
        return type.name;
      case 'union':
        return listed(type.of.map((one) => this.#described(one)));
      default:
        return type.is;
    }
  }
}

function conventions(value, at) {
  const wrong = [];
  const prefix = ID_PREFIXES[value.object];
  if (prefix && typeof value.id === 'string' && !value.id.startsWith(prefix)) {
    wrong.push({ text: `${below(at, 'id')}: expected ${prefix}…, got ${shown(value.id)}` });
  }
  if (value.livemode === true) wrong.push({ text: `${below(at, 'livemode')}: expected false in test mode` });
  for (const [name, field] of Object.entries(value)) {
    if (IS_TIME.test(name) && typeof field === 'number' && field > SECONDS_MAX) {
      wrong.push({ text: `${below(at, name)}: expected seconds, got ${field}` });
    }
  }
  return wrong;
}

function pattern(path) {
  return new RegExp(`^${path.replaceAll('{}', '[^/]+')}$`);
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function below(at, name) {
  return at === '' ? name : `${at}.${name}`;
}

function listed(all) {
  const shown = all.slice(0, LISTED_MAX).join(' | ');
  return all.length > LISTED_MAX ? `${shown} | … (${all.length} in all)` : shown;
}

function shown(value) {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
