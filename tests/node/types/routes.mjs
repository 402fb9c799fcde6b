// The requests that a resource of the SDK makes, read from its compiled source.

import fs from 'node:fs';
import ts from 'typescript';

/** Every method of the classes in `file` that makes one request: `{className, name, method, path}`,
 *  with `{}` for each id in the path. */
export function routesOf(file) {
  const source = ts.createSourceFile(file, fs.readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true);
  return source.statements.filter(ts.isClassDeclaration).flatMap((resource) =>
    resource.members.filter(ts.isMethodDeclaration).flatMap((member) => {
      const request = requestIn(member);
      return request ? [{ className: resource.name.text, name: member.name.text, ...request }] : [];
    }),
  );
}

function requestIn(node) {
  if (ts.isCallExpression(node) && node.expression.name?.text === '_makeRequest') {
    const [method, path] = node.arguments;
    return { method: method.text, path: pattern(path) };
  }
  return ts.forEachChild(node, requestIn);
}

function pattern(path) {
  if (ts.isStringLiteralLike(path)) return path.text;
  return path.head.text + path.templateSpans.map(({ literal }) => `{}${literal.text}`).join('');
}
