// What `kassa bench` measures Kassa against: the least that a Worker on this runtime does when it
// stores something. One Durable Object, one row, one answer.

import { DurableObject } from "cloudflare:workers";

const REUSED_OBJECTS = 16;
let requests = 0;

export class BareObject extends DurableObject {
  constructor(state, env) {
    super(state, env);
    this.sql = state.storage.sql;
    this.sql.exec("CREATE TABLE IF NOT EXISTS writes (seq INTEGER PRIMARY KEY, body TEXT NOT NULL)");
  }

  async fetch(request) {
    this.sql.exec("INSERT INTO writes (body) VALUES (?)", await request.text());
    // Held back by the runtime until the row is stored.
    return Response.json({ stored: true });
  }
}

export default {
  fetch(request, { BareObject: objects }) {
    const reused = new URL(request.url).pathname === "/reused";
    const id = reused ? objects.idFromName(`reused-${requests++ % REUSED_OBJECTS}`) : objects.newUniqueId();
    return objects.get(id).fetch(request);
  },
};
