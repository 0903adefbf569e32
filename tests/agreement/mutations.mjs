/** Ways to spoil a document; not each of them does, always. */
const WAYS = [
  // Another name, of a field, argument, fragment, type or directive.
  (text, dice) => swapWord(text, dice, () => dice.of(["nothing", "id", "nodes", "__typename", "Contact", "Query", "on"])),
  // Two words of the document change places.
  (text, dice) => {
    const words = text.match(/\w+/g);
    return swapWord(text, dice, () => dice.of(words));
  },
  // Another value.
  (text, dice) => swap(text, dice, /"x"|\b\d+\b|\btrue\b|\bfalse\b|\bnull\b/g, () =>
    dice.of(["null", "1", "1.5", '"y"', "true", "{}", "[]", "[1, null]", "RED", "$none", "99999999999", "{a: 1}"])),
  // A selection set, or arguments, left out.
  (text, dice) => swap(text, dice, /\{[^{}]*\}/g, () => dice.of(["", "{ __typename }", "{ nothing }", "{}"])),
  (text, dice) => swap(text, dice, /\([^()]*\)/g, () => dice.of(["", "(first: 1)", "(first: 1, first: 1)", "(nothing: 1)"])),
  // Something more.
  (text, dice) => swap(text, dice, / \}/g, () =>
    dice.of([" nothing }", " ...Nobody }", " ... on Contact { id } }", " ... on Company { name } }", " a: __typename a: id }",
      " id(a: 1) }", " __typename @skip }", " __typename @skip(if: true) @skip(if: true) }", " __typename @deprecated }",
      " __schema { types { name } } }", " x: __typename x: __typename }", " __typename @include(if: $none) }"])),
  (text, dice) => text + dice.of([" query Op { __typename }", " { __typename }", " fragment X on Contact { id }",
    " fragment F0 on Contact { id }", " fragment F0 on Query { ...F0 }", " fragment X on Int { id }", " type X { a: Int }",
    " query Other { contacts { totalCount } }", " subscription S { contactUpdates { cursor } a: contactUpdates { cursor } }"]),
  // Other variables.
  (text, dice) => swap(text, dice, /: [\w[\]!]+(?=[ )])/g, () =>
    dice.of([": Int", ": String!", ": [ID!]!", ": Contact", ": Nothing", ": Boolean", ": ID = 1", ": Int = \"x\""])),
  (text, dice) => text.replace(/ Op\b\(?/, (head) => `${head.endsWith("(") ? head : `${head}(`}$extra: Int ${head.endsWith("(") ? "" : ")"}`),
  // A token more, or less.
  (text, dice) => swap(text, dice, /[{}()[\]:$@!]/g, () => dice.of(["", "{", "}", ":", "$", "!"])),
];

/** The document, spoilt once or twice. */
export function mutated(text, dice) {
  const once = dice.of(WAYS)(text, dice);
  return dice.one(3) ? dice.of(WAYS)(once, dice) : once;
}

function swapWord(text, dice, other) {
  return swap(text, dice, /[A-Za-z_]\w*/g, other);
}

function swap(text, dice, pattern, other) {
  const all = [...text.matchAll(pattern)];
  if (all.length === 0) return text;
  const { index, 0: found } = dice.of(all);
  return text.slice(0, index) + other() + text.slice(index + found.length);
}
