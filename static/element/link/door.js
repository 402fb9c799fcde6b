// Puts what a buyer keeps with Link among the ways to pay, before the form hears of them. Nobody waits
// for it where nobody is known.

import { SOON_MS, askLink } from "./edge.js";

/** How the page says in the element's options that it wants no Link. */
const NEVER = String.raw`\"link\":\"never\"`;

/** Says that this browser has been somebody's. What proves it is in another cookie. */
const HERE = "__Host-kassa-link-here=1";

/** Stands in front of everybody else who hears the port. */
export function keepDoor(port) {
  let init = null;
  let link = null;
  /** What comes while the edge is asked. */
  let waiting = null;
  let passing = false;
  /** What the page says of its own forms: the `email` typed there, and where it asks for an address. */
  const page = {};
  /** How to take back what is offered beside a kept card, once it is. */
  let help = null;

  port.addEventListener("message", async (event) => {
    const { data } = event;
    if (passing) return;
    if (waiting) {
      event.stopImmediatePropagation();
      return waiting.push(data);
    }
    if (!/^{"init"/.test(data)) return;
    init = data;
    const isUnwanted = data.includes(NEVER);
    const isHere = !isUnwanted && document.cookie.includes(HERE);
    if (!isHere && !isUnwanted && !link) return;
    event.stopImmediatePropagation();
    if (isUnwanted) return pass(withoutLink(data));
    waiting = [];
    link = isHere ? await askLink(JSON.parse(init).init, false, SOON_MS) : null;
    const missed = waiting;
    waiting = null;
    show();
    missed.forEach(pass);
  });

  addEventListener("message", ({ source, data, origin }) => {
    if (source === parent && data?.link) Object.assign(page, data.link, { origin });
  });

  addEventListener("link", async ({ target }) => {
    try {
      const { open } = await late();
      await open(target, JSON.parse(init).init, known, page);
    } catch (error) {
      console.error(error);
    }
  });

  /** The buyer has shown who they are, or has signed out: the ways to pay are others. */
  function known(found, card) {
    link = found;
    show();
    const chosen = link?.offers.findIndex(({ saved }) => saved.id === card);
    // This card of theirs is chosen, or the first, once it is drawn.
    if (link?.offers.length) setTimeout(() => document.getElementById(`method-${Math.max(chosen, 0)}`)?.click());
  }

  /** The form with what the buyer keeps. */
  function show() {
    help?.then((stop) => stop()).catch(() => {});
    help = link?.phones || link?.addresses[0] ? late().then(({ offerHelp }) => offerHelp(link, JSON.parse(init).init, known, page)) : null;
    help?.catch(console.error);
    pass(withLink(init, link));
  }

  function pass(data) {
    passing = true;
    port.dispatchEvent(new MessageEvent("message", { data }));
    passing = false;
  }
}

/** What Link asks of the buyer, which few forms need. */
const late = () => import(document.querySelector("meta[name=link]").content);

/** The page's message with what the buyer keeps in front, as far as the merchant takes it, and Link. */
function withLink(text, link) {
  if (!link?.offers.length) return text;
  return withOffers(text, (offers, { client_secret: isKnown }) => {
    // What a payment that the edge knows does not take, it has left out.
    const isTaken = ({ type }) => isKnown || offers.some((offer) => offer.type === type);
    link.offers = offers.some(isLink) ? link.offers.filter(isTaken) : [];
    return [...link.offers, ...offers];
  });
}

/** The page's message without Link's own row, and without the box below a card. */
function withoutLink(text) {
  const own = ({ id }) => !id.startsWith("link-");
  const bare = (offer) => ({ ...offer, fields: offer.fields.filter(own) });
  return withOffers(text, (offers) => offers.filter((offer) => !isLink(offer)).map(bare));
}

const isLink = ({ flow }) => flow === "link";

/** The page's message with what `change` makes of the session's offers, if there is a session. */
function withOffers(text, change) {
  const message = JSON.parse(text);
  const { answered } = message.init.session;
  if (answered?.status !== 200) return text;
  const session = JSON.parse(answered.body);
  session.offers = change(session.offers, message.init);
  answered.body = JSON.stringify(session);
  return JSON.stringify(message);
}
