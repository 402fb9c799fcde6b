// The flows send only parameters that the SDK declares: prints those that it does not.
//
//   node check_flows.mjs

import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

// "Object literal may only specify known properties", and the same with a suggestion.
const UNKNOWN_PROPERTY = new Set([2353, 2561]);
// "Unused '@ts-expect-error' directive".
const UNUSED_EXPECTATION = 2578;
const flows = path.join(import.meta.dirname, '../flows');
const files = fs.readdirSync(flows).map((name) => path.join(flows, name));
const program = ts.createProgram(files, {
  allowJs: true,
  checkJs: true,
  noEmit: true,
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: [],
});
const wrong = files
  .flatMap((file) => program.getSemanticDiagnostics(program.getSourceFile(file)))
  .filter(({ code }) => UNKNOWN_PROPERTY.has(code) || code === UNUSED_EXPECTATION);
console.error(ts.formatDiagnostics(wrong, {
  getCanonicalFileName: (name) => name,
  getCurrentDirectory: () => flows,
  getNewLine: () => '\n',
}));
process.exitCode = wrong.length > 0 ? 1 : 0;
