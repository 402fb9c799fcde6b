// Derives, from the `stripe` package itself, what each request must be answered with: the SDK's
// sources tell method and path, its TypeScript declarations the type of the answer. Writes it as
// JSON, because reading the declarations takes seconds and every flow needs them.
//
//   node derive.mjs <node_modules/stripe> <output.json>

import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { routesOf } from './routes.mjs';
import { TypeReader } from './type_reader.mjs';

// The resources that Kassa has, as the SDK's files are called.
const RESOURCES = [
  'Balance', 'BalanceTransactions', 'Charges', 'ConfirmationTokens', 'CustomerSessions',
  'Customers', 'Disputes', 'Events', 'Mandates', 'PaymentIntents', 'PaymentMethodConfigurations',
  'PaymentMethodDomains', 'PaymentMethods', 'Refunds', 'SetupAttempts', 'SetupIntents',
  'WebhookEndpoints',
];

// Requests that the SDK has no method for: the element makes them, or Stripe has them in its
// dashboard only.
const OTHER_ROUTES = [
  { method: 'POST', path: '/v1/confirmation_tokens', type: 'ConfirmationToken' },
  { method: 'POST', path: '/v1/webhook_endpoints/{}/roll_secret', type: 'WebhookEndpoint' },
];

const [packageFolder, output] = process.argv.slice(2);
const sources = path.join(packageFolder, 'esm');
const declarations = RESOURCES.map((name) => path.join(sources, 'resources', `${name}.d.ts`));
const errors = path.join(sources, 'Error.d.ts');
const program = ts.createProgram([...declarations, errors], {
  strict: true,
  exactOptionalPropertyTypes: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  // Node's own declarations are not needed for what comes over the wire.
  types: [],
});
const checker = program.getTypeChecker();
const reader = new TypeReader(checker);

const exported = new Map();
const routes = [];
for (const file of declarations) {
  const module = checker.getSymbolAtLocation(program.getSourceFile(file));
  for (const symbol of checker.getExportsOfModule(module)) {
    exported.set(symbol.name, checker.getDeclaredTypeOfSymbol(symbol));
  }
  for (const { className, name, method, path } of routesOf(file.replace(/\.d\.ts$/, '.js'))) {
    const answered = returnType(exported.get(className), name);
    routes.push({ operation: `${className}.${name}`, method, path, type: reader.read(answered) });
  }
}
for (const { method, path, type } of OTHER_ROUTES) {
  routes.push({ operation: `${method} ${path}`, method, path, type: reader.read(exported.get(type)) });
}

const errorModule = checker.getSymbolAtLocation(program.getSourceFile(errors));
const stripeError = checker.getExportsOfModule(errorModule).find(({ name }) => name === 'StripeError');
const error = onTheWire(reader.read(checker.getDeclaredTypeOfSymbol(stripeError)));
fs.writeFileSync(output, JSON.stringify({ routes, error, objects: reader.objects }));

/** The envelope that an error comes in, from the class that the SDK makes of it. */
function onTheWire(errorClass) {
  const { fields } = reader.objects[errorClass.name];
  // What the SDK adds: the HTTP answer around the error, and JavaScript's own.
  const { raw, rawType, headers, requestId, detail, statusCode, userMessage, name, stack, cause, ...wire } = fields;
  wire.type = { optional: false, type: rawType.type };
  reader.objects.error = { fields: wire, others: null };
  reader.objects.envelope = {
    fields: { error: { optional: false, type: { is: 'object', name: 'error' } } },
    others: null,
  };
  return { is: 'object', name: 'envelope' };
}

/** What the promise of a resource's method resolves to, without the SDK's own `lastResponse`. */
function returnType(resource, name) {
  const method = checker.getPropertyOfType(resource, name);
  const [signature] = checker.getSignaturesOfType(checker.getTypeOfSymbol(method), ts.SignatureKind.Call);
  const promise = checker.getReturnTypeOfSignature(signature);
  const resolved = checker.getAwaitedType(promise) ?? promise;
  return resolved.aliasSymbol?.name === 'Response' ? resolved.aliasTypeArguments[0] : resolved;
}
