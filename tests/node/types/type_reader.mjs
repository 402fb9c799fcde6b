// TypeScript types as plain data: what a JSON value has to look like.
//
//   { is: 'string' | 'number' | 'boolean' | 'null' | 'anything' }
//   { is: 'literals', values: [...] }      one of these strings, numbers or booleans
//   { is: 'array', of: type }
//   { is: 'object', name: '…' }            a key of `objects`
//   { is: 'union', of: [type, …] }
//
// An object is `{ fields: { name: { optional, type } }, others: type | null }`, where `others` is the
// type of any further field (an index signature).

import ts from 'typescript';

const VALUES_IN_COMMENT =
  /(?:can be(?: one of)?|possible values(?: for \w+ \w+)? are|one of(?: the following)?):? (`\w+`(?:,? (?:or |and )?`\w+`)+)/i;
const OTHER_VALUE_IN_COMMENT = /the value `\w+`/g;

export class TypeReader {
  /** The objects met so far, by name. */
  objects = {};
  #checker;
  #names = new Map();

  constructor(checker) {
    this.#checker = checker;
  }

  read(type) {
    if (type.isUnion()) return this.#union(type.types);
    if (type.flags & ts.TypeFlags.StringLike && !type.isLiteral()) return { is: 'string' };
    if (type.flags & ts.TypeFlags.NumberLike && !type.isLiteral()) return { is: 'number' };
    if (type.flags & ts.TypeFlags.Null) return { is: 'null' };
    if (type.isLiteral() || type.flags & ts.TypeFlags.BooleanLiteral) {
      return { is: 'literals', values: [literal(type)] };
    }
    if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return { is: 'anything' };
    if (this.#checker.isArrayType(type)) {
      return { is: 'array', of: this.read(this.#checker.getTypeArguments(type)[0]) };
    }
    // The SDK's wrapper of exact fractions, which are strings on the wire.
    if (type.symbol?.name === 'Decimal') return { is: 'string' };
    if (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) return this.#object(type);
    throw new Error(`no way to check ${this.#checker.typeToString(type)}`);
  }

  #union(types) {
    const present = types.filter(({ flags }) => !(flags & ts.TypeFlags.Undefined));
    // `'a' | 'b' | OtherString` documents two values and lets newer versions send more. An answer
    // in this version has the documented ones.
    const known = present.some((type) => type.isStringLiteral())
      ? present.filter((type) => !isOtherString(type))
      : present;
    const values = [];
    const rest = [];
    for (const type of known) {
      const read = this.read(type);
      if (read.is === 'literals') values.push(...read.values);
      else rest.push(read);
    }
    if (values.includes(true) && values.includes(false)) rest.push({ is: 'boolean' });
    else if (values.length > 0) rest.push({ is: 'literals', values });
    return rest.length === 1 ? rest[0] : { is: 'union', of: rest };
  }

  #object(type) {
    const known = this.#names.get(type);
    if (known) return { is: 'object', name: known };
    const name = this.#nameFor(type);
    this.#names.set(type, name);
    const fields = {};
    // Named before its fields are read, because objects contain each other.
    this.objects[name] = { fields, others: null };
    for (const property of this.#checker.getPropertiesOfType(type)) {
      if (property.flags & ts.SymbolFlags.Method || isPrivate(property)) continue;
      const declared = this.#checker.getTypeOfSymbol(property);
      if (isNever(declared)) continue;
      fields[property.name] = {
        optional: Boolean(property.flags & ts.SymbolFlags.Optional),
        type: this.#documented(property, this.read(declared)),
      };
    }
    const index = this.#checker.getIndexInfosOfType(type)[0];
    if (index) this.objects[name].others = this.read(index.type);
    return { is: 'object', name };
  }

  /** Some fields are declared as `string`, and their comments name the values: "Can be `a` or `b`". */
  #documented(property, type) {
    const strings = type.is === 'union' ? type.of : [type];
    if (!strings.some(({ is }) => is === 'string') || !strings.every(({ is }) => /^(string|null)$/.test(is))) {
      return type;
    }
    const comment = ts.displayPartsToString(property.getDocumentationComment(this.#checker));
    const list = comment.match(VALUES_IN_COMMENT)?.[1];
    if (!list) return type;
    const texts = [list, ...(comment.match(OTHER_VALUE_IN_COMMENT) ?? [])].join(' ');
    const literals = { is: 'literals', values: [...new Set(texts.match(/(?<=`)\w+(?=`)/g))] };
    return strings.length === 1 ? literals : { is: 'union', of: [{ is: 'null' }, literals] };
  }

  #nameFor(type) {
    const text = this.#checker.typeToString(type, undefined, ts.TypeFormatFlags.UseFullyQualifiedType
      | ts.TypeFormatFlags.NoTruncation).replace(/import\("[^"]*"[^)]*\)\./g, '');
    for (let count = 1; ; count += 1) {
      const name = count === 1 ? text : `${text} (${count})`;
      if (!(name in this.objects)) return name;
    }
  }
}

function literal(type) {
  if (type.flags & ts.TypeFlags.BooleanLiteral) return type.intrinsicName === 'true';
  return type.value;
}

function isOtherString(type) {
  return type.flags & ts.TypeFlags.String
    || (type.isIntersection() && type.types.some(({ flags }) => flags & ts.TypeFlags.String));
}

/** `deleted?: void`, on what has not been deleted: the field is not there. */
function isNever(type) {
  const types = type.isUnion() ? type.types : [type];
  return types.every(({ flags }) => flags & ts.TypeFlags.VoidLike);
}

function isPrivate(property) {
  return property.declarations?.some((declaration) =>
    ts.getCombinedModifierFlags(declaration) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected));
}
