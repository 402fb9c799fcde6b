// Holds the loader against the types of @stripe/stripe-js, and the object that it answers with
// against the names that they declare.
import assert from "node:assert/strict";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import ts from "typescript";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.join(here, "stripe.ts");
const surface = path.resolve(here, "../../../static/kassa/surface.js");

const program = ts.createProgram([root], {
  allowJs: true,
  noEmit: true,
  strict: true,
  // The loader is typed at its border alone, in the files that say `@ts-check`.
  checkJs: false,
  noImplicitAny: false,
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
  types: [],
});
const diagnostics = ts.getPreEmitDiagnostics(program);
const host = { getCanonicalFileName: (name) => name, getCurrentDirectory: () => here, getNewLine: () => "\n" };
assert.equal(diagnostics.length, 0, ts.formatDiagnostics(diagnostics, host));

// What is cast to a type there is also there when it runs.
const checker = program.getTypeChecker();
const stripe = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(root)))
  .find(({ name }) => name === "construct");
const [constructor] = checker.getSignaturesOfType(checker.getTypeOfSymbol(stripe), ts.SignatureKind.Call);
const declared = constructor.getReturnType().getProperties().map(({ name }) => name);
assert.ok(declared.length > 60, `${declared.length} functions are declared`);

// Importing the loader on a server does nothing.
const entry = await build({ entryPoints: [path.resolve(surface, "../../kassa.js")], bundle: true, format: "esm", write: false });
await import(`data:text/javascript;base64,${Buffer.from(entry.outputFiles[0].contents).toString("base64")}`);
assert.equal(globalThis.Kassa, undefined);

const bundled = await build({ entryPoints: [surface], bundle: true, format: "esm", write: false });
const source = Buffer.from(bundled.outputFiles[0].contents).toString("base64");
const { kassa } = await import(`data:text/javascript;base64,${source}`);
const object = kassa("https://pay.example", "pk_test_x");
assert.deepEqual(Object.keys(object).sort(), [...declared, "_registerWrapper"].sort());
assert.equal(Object.getPrototypeOf(object), Object.prototype);
assert.ok(Object.values(object).every((value) => typeof value === "function"));
assert.ok(!("then" in object));
