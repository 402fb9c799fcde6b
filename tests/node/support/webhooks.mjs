// The merchant's webhook endpoint: a listener that verifies what it gets with the SDK.

import http from 'node:http';
import { checkEvent, eventually, stripe } from './kassa.mjs';

export class Listener {
  /** Everything that has arrived: `{body, signature}` each. */
  received = [];
  /** Events in the order in which they arrived, once each. */
  events = [];
  /** The status that the next requests are answered with. */
  answer = 200;
  endpoint;
  url;

  /** Listens on a free port and registers the address for `events`. */
  static async start(events, more = {}) {
    const listener = new Listener();
    const server = http.createServer((request, response) => listener.#receive(request, response));
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    server.unref();
    listener.url = `http://127.0.0.1:${server.address().port}/webhooks`;
    listener.endpoint = await stripe.webhookEndpoints.create({
      url: listener.url,
      enabled_events: events,
      ...more,
    });
    return listener;
  }

  /** Waits for an event of this type about the object with this id. */
  async event(type, id) {
    return eventually(
      `${type} of ${id}; there are ${this.events.map((event) => event.type)}`,
      () => this.events.find((event) => event.type === type && event.data.object.id === id),
    );
  }

  async #receive(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const signature = request.headers['stripe-signature'];
    this.received.push({ body, signature });
    const { answer } = this;
    if (answer === 200) {
      const event = stripe.webhooks.constructEvent(body, signature, this.endpoint.secret);
      if (!this.events.some(({ id }) => id === event.id)) {
        checkEvent(JSON.parse(body));
        this.events.push(event);
      }
    }
    response.writeHead(answer).end();
  }
}
