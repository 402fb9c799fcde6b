// What of a merchant's appearance becomes style, read natively: the documented is taken, and
// whatever could load, cover or break out is refused and told by name.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const folder = (path) => fileURLToPath(new URL(`../../../static/${path}/`, import.meta.url));

/** A module of the element, as the browser would import it. */
async function imported(name) {
  const entryPoints = [`${folder('element/appearance')}${name}.js`];
  const [{ text }] = buildSync({ entryPoints, bundle: true, format: 'esm', write: false }).outputFiles;
  return import(`data:text/javascript,${encodeURIComponent(text)}`);
}

const { styleOf } = await imported('style');
const { VARIABLES } = await imported('variables');
const { customProperty } = await imported('values');

// The browser's own judgement is the browser tests' matter.
const anything = () => true;
const style = (appearance, supports = anything) => styleOf(appearance, supports);

const TAKEN = [
  [{ variables: { colorPrimary: '#0570de', borderRadius: '999px', spacingUnit: '3px' } },
    ':root{--color-primary:#0570de;--border-radius:999px;--spacing-unit:3px}'],
  [{ variables: { fontFamily: '"Ideal Sans", system-ui, \'Noto Sans JP\'' } },
    ':root{--font-family:"Ideal Sans", system-ui, \'Noto Sans JP\'}'],
  [{ variables: { fontFamily: '游ゴシック, serif', fontSmooth: 'always' } },
    ':root{--font-family:游ゴシック, serif;--font-smooth:antialiased}'],
  // Names that Stripe.js has replaced.
  [{ variables: { spacingGridRow: '20px', colorPrimaryText: 'white' } },
    ':root{--grid-row-spacing:20px;--accessible-color-on-color-primary:white}'],
  // Variables name each other.
  [{ variables: { focusBoxShadow: '0 0 0 2px var(--colorPrimary)', labelSpacing: 'calc(var(--spacingUnit) * 2)' } },
    ':root{--focus-box-shadow:0 0 0 2px var(--color-primary);--label-spacing:calc(var(--spacing-unit) * 2)}'],
  [{ rules: { '.Tab--selected:hover, .Tab:focus': { borderColor: 'var(--colorPrimary)' } } },
    '.tab.open:hover, .tab:focus{border-color:var(--color-primary)}'],
  [{ rules: { '.Input': { boxShadow: '0px 1px 1px rgba(0, 0, 0, 0.03), 0 3px 6px -2px rgb(18 42 66 / 2%)', padding: '10px 14px' } } },
    '.control :is(input, select){box-shadow:0px 1px 1px rgba(0, 0, 0, 0.03), 0 3px 6px -2px rgb(18 42 66 / 2%);padding:10px 14px}'],
  [{ rules: { '.Input::placeholder': { color: 'gray' }, '.Label': { 'font-weight': 600, textTransform: 'uppercase' } } },
    '.control :is(input, select)::placeholder{color:gray}\n.field label{font-weight:600;text-transform:uppercase}'],
  [{ rules: { '.Error': { '-webkit-font-smoothing': 'antialiased', WebkitTextFillColor: 'red', letterSpacing: '-0.02em' } } },
    '.problem{-webkit-font-smoothing:antialiased;-webkit-text-fill-color:red;letter-spacing:-0.02em}'],
  [{ rules: { '.AccordionItem': { transition: 'border-color 0.2s cubic-bezier(0.4, 0, 0.2, 1)', margin: '0 4px' } } },
    '.offer, .more{transition:border-color 0.2s cubic-bezier(0.4, 0, 0.2, 1);margin:0 4px}'],
  // What is none of an appearance's shape is none.
  [{}, ''], [{ variables: null, rules: [] }, ''], [{ rules: { '.Input': 'red' } }, ''],
];

/** Each is refused whole; the text is part of the reason. */
const HOSTILE_VALUES = [
  ['url(https://evil.example/x)', 'characters'],
  ['url(//evil.example/x)', 'url()'],
  ['URL("x")', 'url()'],
  ['"x\n url(//evil.example/x)', 'characters'],
  ['"a", url (x)', 'url()'],
  ['image-set("x" 1x)', 'image-set()'],
  ['image(red)', 'image()'],
  ['cross-fade(red, blue)', 'cross-fade()'],
  ['element(#card-number)', 'element()'],
  ['paint(x)', 'paint()'],
  ['attr(value)', 'attr()'],
  ['env(x)', 'env()'],
  ['expression(alert(1))', 'expression()'],
  ['src("x")', 'src()'],
  ['linear-gradient(red, blue)', 'linear-gradient()'],
  ['red; position: fixed', 'characters'],
  ['red } .control input { position: fixed', 'characters'],
  ['red /* ', 'comment'],
  ['\\75rl(x)', 'characters'],
  ['red !important', 'characters'],
  ['<style>', 'characters'],
  ['@import "x"', 'characters'],
  ['javascript:alert(1)', 'characters'],
  ['rgb(0 0 0', 'closed'],
  ['red)', 'closed'],
  ['"red', 'closed'],
  ['', 'empty'],
  ['a'.repeat(401), 'longer'],
  [{ toString: () => 'red' }, 'no text'],
  [null, 'no text'],
  [['red'], 'no text'],
  [NaN, 'no text'],
  ['0 0 0 9999px red', 'too large'],
  ['0 -500px 0 0 red', 'too small'],
  ['1e9px', 'too large'],
  ['100vw', 'unit'],
  ['50cqh', 'unit'],
  ['calc(100px * 100)', 'too large'],
  ['calc(10px * 9 * 9)', 'more than once'],
  ['var(--card-number)', 'no variable'],
  ['var(--color-primary)', 'no variable'],
];

const HOSTILE_RULES = [
  [{ '.Input': { position: 'fixed' } }, 'property'],
  [{ '.Input': { backgroundImage: 'none' } }, 'property'],
  [{ '.Input': { background: 'red' } }, 'property'],
  [{ '.Input': { content: '"x"' } }, 'property'],
  [{ '.Input': { display: 'none' } }, 'property'],
  [{ '.Input': { transform: 'none' } }, 'property'],
  [{ '.Input': { zIndex: '1' } }, 'property'],
  [{ '.Input': { width: '1px' } }, 'property'],
  [{ '.Input': { '--color-text': 'red' } }, 'property'],
  [{ '.Input': { 'color:red;position': 'fixed' } }, 'property'],
  [{ '.Input': { constructor: 'red' } }, 'property'],
  [{ '.Input': { marginTop: '-10px' } }, 'too small'],
  [{ '.Input': { margin: 'calc(0px - 20px)' } }, 'negative margin'],
  [{ '.Input': { margin: 'calc(0px - var(--spacingUnit))' } }, 'negative margin'],
  [{ '.Input': { lineHeight: '100' } }, 'too large'],
  [{ '.Input[value^="4"]': { color: 'red' } }, 'selector'],
  [{ '.Tab .Label': { color: 'red' } }, 'selector'],
  [{ '.Input, img': { color: 'red' } }, 'selector'],
  [{ '.Input{}*': { color: 'red' } }, 'selector'],
  [{ '.Input > *': { color: 'red' } }, 'selector'],
  [{ '.Input:has(+ .x)': { color: 'red' } }, 'selector'],
  [{ ':root': { color: 'red' } }, 'selector'],
  [{ '*': { color: 'red' } }, 'selector'],
  [{ '': { color: 'red' } }, 'selector'],
  [{ '.Input::before': { color: 'red' } }, 'not allowed'],
  [{ '.Input:visited': { color: 'red' } }, 'not allowed'],
  [{ '.Tab--invalid': { color: 'red' } }, 'no state'],
  [{ '.Input--part': { color: 'red' } }, 'no state'],
  [{ '.Input--constructor': { color: 'red' } }, 'no state'],
  [{ '.Constructor': { color: 'red' } }, 'no .Constructor'],
  [{ '.Input--hasOwnProperty': { color: 'red' } }, 'selector'],
];

for (const [appearance, text] of TAKEN) {
  assert.deepEqual(style(appearance), { text, warnings: [] }, JSON.stringify(appearance));
}

const refused = (appearance, why) => {
  const { text, warnings } = style(appearance);
  assert.equal(text, '', JSON.stringify(appearance));
  assert.equal(warnings.length, 1, JSON.stringify(appearance));
  assert.ok(warnings[0].includes(why), `${warnings[0]} does not say ${why}`);
};
for (const [value, why] of HOSTILE_VALUES) {
  refused({ rules: { '.Input': { boxShadow: value } } }, why);
  refused({ variables: { focusBoxShadow: value } }, why);
}
for (const [rules, why] of HOSTILE_RULES) refused({ rules }, why);
refused({ variables: { constructor: 'red' } }, 'no use');
refused({ variables: { 'colorText;}*{': 'red' } }, 'no use');

// What a rule has beside the refused part stays; a warning names the place.
assert.deepEqual(style({ rules: { '.Input': { color: 'red', width: '0' } } }), {
  text: '.control :is(input, select){color:red}',
  warnings: ['appearance.rules[".Input"].width: rules cannot set this property.'],
});
assert.deepEqual(style({ variables: { colorText: 'rouge' } }, () => false).warnings, [
  'appearance.variables.colorText: this is no value of color.',
]);

// A variable that is taken has something to change.
const sheets = readdirSync(folder('css/element')).map((name) => readFileSync(`${folder('css/element')}${name}`, 'utf8'));
for (const name of VARIABLES) {
  assert.match(sheets.join(), new RegExp(`var\\(${customProperty(name)}[,)]`), `nothing uses ${name}`);
}

// There is an end to everything.
const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`.Input${' '.repeat(index)}`, { color: 'red' }]));
const { text, warnings } = style({ rules: many });
assert.equal(text.split('\n').length, 100);
assert.equal(warnings.length, 1);
