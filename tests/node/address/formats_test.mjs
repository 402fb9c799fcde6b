// The table of how addresses are written, read natively: every row agrees with itself, and every
// list of states that it promises is there.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const folder = (path) => fileURLToPath(new URL(`../../../static/${path}/`, import.meta.url));
const entryPoints = [`${folder('contact')}formats.js`];
const [{ text }] = buildSync({ entryPoints, bundle: true, format: 'esm', write: false }).outputFiles;
const { formatOf } = await import(`data:text/javascript,${encodeURIComponent(text)}`);
const english = JSON.parse(readFileSync(`${folder('locales')}en.json`, 'utf8'));

const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index));
const codes = letters.flatMap((first) => letters.map((second) => first + second));
const listed = [];
for (const country of codes) {
  const parts = formatOf(country);
  const names = parts.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length, `${country} asks for something twice`);
  assert.ok(names.includes('line1'), `${country} has no street`);
  for (const { name, label, pattern, example, listed: isListed } of parts) {
    assert.ok(english.edge[label] ?? english.element[label], `${country}: nothing says ${label}`);
    if (name === 'postal_code' && pattern) assert.match(example, pattern, country);
    if (isListed) listed.push(country);
  }
}
const files = readdirSync(folder('regions')).map((name) => name.replace('.json', ''));
assert.deepEqual(files.sort(), listed.sort());
for (const country of files) {
  const regions = JSON.parse(readFileSync(`${folder('regions')}${country}.json`, 'utf8'));
  const values = regions.map(([value]) => value);
  assert.equal(new Set(values).size, values.length, country);
  assert.ok(regions.flat().every((name) => name && name === name.trim()), country);
}

// What buyers write, and what they do not.
const accepts = (country, code) => formatOf(country).find(({ name }) => name === 'postal_code').pattern.test(code);
for (const [country, right, wrong] of [
  ['US', ['94103', '94103-1234'], ['9410', '941030']],
  ['GB', ['SW1A 1AA', 'M1 1AE', 'EC1A1BB', 'BFPO 61'], ['SW1A', '12345']],
  ['CA', ['M5V 3L9', 'M5V3L9'], ['M5V', '5MV 3L9']],
  ['JP', ['100-0001', '1000001'], ['100-000']],
  ['NL', ['1012 JS', '1012JS'], ['1012']],
  ['BR', ['01310-100', '01310100'], ['0131-100']],
  ['IE', ['D02 AF30'], ['D02']],
]) {
  for (const code of right) assert.ok(accepts(country, code), `${country} ${code}`);
  for (const code of wrong) assert.ok(!accepts(country, code), `${country} ${code}`);
}
