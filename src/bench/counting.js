// Stands before Kassa's Worker while `kassa bench` counts what one payment costs an operator: calls
// of objects, alarms that are set, and rows that SQLite writes, as Cloudflare counts them.

import { DurableObject } from "cloudflare:workers";
import * as kassa from "./kassa.js";

let costs = {};

const cost = (name) => (costs[name] ??= { calls: 0, alarms_set: 0, statements: 0, rows_written: 0 });

function watch(name, storage) {
  const { sql } = storage;
  const exec = sql.exec.bind(sql);
  sql.exec = (...statement) => {
    const cursor = exec(...statement);
    cost(name).statements += 1;
    cost(name).rows_written += cursor.rowsWritten;
    return cursor;
  };
  const setAlarm = storage.setAlarm.bind(storage);
  storage.setAlarm = (...at) => {
    cost(name).alarms_set += 1;
    return setAlarm(...at);
  };
}

const counted = (name) =>
  class extends DurableObject {
    constructor(state, env) {
      super(state, env);
      watch(name, state.storage);
      this.object = new kassa[name](state, env);
    }

    fetch(request) {
      cost(name).calls += 1;
      return this.object.fetch(request);
    }

    alarm(info) {
      return this.object.alarm(info);
    }
  };

export const PaymentObject = counted("PaymentObject");
export const AccountObject = counted("AccountObject");
export const EndpointObject = counted("EndpointObject");
export const SandboxObject = counted("SandboxObject");
export const ConsumerObject = counted("ConsumerObject");
export const ConsumerIndexObject = counted("ConsumerIndexObject");
export const InboxObject = counted("InboxObject");
export const LimitObject = counted("LimitObject");
export const OutboxObject = counted("OutboxObject");
export const RulesObject = counted("RulesObject");

export default {
  fetch(request, env, context) {
    if (new URL(request.url).pathname === "/bench/cost") {
      const spent = costs;
      costs = {};
      return Response.json(spent);
    }
    return new kassa.default(context, env).fetch(request);
  },
};
