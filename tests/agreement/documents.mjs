import {
  getNamedType, getNullableType, isAbstractType, isCompositeType, isEnumType, isInputObjectType, isLeafType, isListType,
  isNonNullType, isRequiredArgument, isRequiredInputField,
} from "graphql";

/** Numbers of chance, the same for the same seed (mulberry32). */
export function chance(seed) {
  const next = () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return {
    below: (n) => Math.floor(next() * n),
    of: (all) => all[Math.floor(next() * all.length)],
    one: (n) => next() * n < 1,
  };
}

const DEPTH = 4;

/** A document that fits the schema: an operation with variables, and fragments on its way. */
export function document(schema, dice) {
  const kind = dice.of(["query", "query", "query", "mutation", "subscription"]);
  const root = schema.getRootType(kind);
  const made = { schema, dice, variables: [], fragments: [] };
  const body = selections(made, root, 0, kind === "subscription" ? 1 : 1 + dice.below(3));
  const variables = made.variables.map((variable, n) => `$v${n}: ${variable}`).join(" ");
  return `${kind} Op${variables && `(${variables})`} ${body} ${made.fragments.join(" ")}`;
}

function selections(made, type, depth, most) {
  const { dice, schema } = made;
  const all = [];
  if ("getFields" in type) {
    const fields = Object.values(type.getFields()).filter(
      (field) => depth < DEPTH || isLeafType(getNamedType(field.type)),
    );
    for (let n = 0; n < most && fields.length > 0; n += 1) {
      const field = dice.of(fields);
      // Each under a name of its own: whether two of one name can be merged is for the mutations to ask.
      const alias = depth === 0 && most === 1 ? "" : `${field.name}_${depth}_${n}: `;
      const inner = getNamedType(field.type);
      const nested = isCompositeType(inner) ? ` ${selections(made, inner, depth + 1, 1 + dice.below(3))}` : "";
      all.push(`${alias}${field.name}${arguments_(made, field.args)}${directive(made, depth)}${nested}`);
    }
  }
  if (isAbstractType(type) && depth < DEPTH) {
    const narrower = dice.of(schema.getPossibleTypes(type));
    all.push(`... on ${narrower.name} ${selections(made, narrower, DEPTH, 1)}`);
  }
  if (depth > 0 && dice.one(4)) all.push(spread(made, type, depth));
  if (all.length === 0) all.push("__typename");
  return `{ ${all.join(" ")} }`;
}

function spread(made, type, depth) {
  const name = `F${made.fragments.length}`;
  const at = made.fragments.push("") - 1;
  made.fragments[at] = `fragment ${name} on ${type.name} { ${name}: __typename ${depth < DEPTH ? `... { ${name}b: __typename }` : ""} }`;
  return `...${name}${directive(made, depth)}`;
}

function directive(made, depth) {
  if (depth === 0 || !made.dice.one(8)) return "";
  const value = made.dice.one(2) ? variable(made, "Boolean!") : made.dice.of(["true", "false"]);
  return ` @${made.dice.of(["skip", "include"])}(if: ${value})`;
}

function variable(made, type) {
  return `$v${made.variables.push(type) - 1}`;
}

function arguments_(made, args) {
  const given = args.filter((arg) => isRequiredArgument(arg) || made.dice.one(4));
  if (given.length === 0) return "";
  return `(${given.map((arg) => `${arg.name}: ${value(made, arg.type, 0)}`).join(", ")})`;
}

function value(made, type, depth) {
  const { dice } = made;
  if (dice.one(6)) return variable(made, String(type));
  if (!isNonNullType(type) && dice.one(10)) return "null";
  const inner = getNullableType(type);
  if (isListType(inner)) {
    // A single value stands for a list of one; a variable or null does not.
    if (dice.one(4)) return literal(made, getNullableType(inner.ofType), depth + 1);
    return `[${value(made, inner.ofType, depth + 1)}]`;
  }
  if (isEnumType(inner)) return dice.of(inner.getValues()).name;
  if (isInputObjectType(inner)) {
    const fields = Object.values(inner.getFields());
    if (inner.isOneOf) {
      const field = dice.of(fields);
      return `{${field.name}: ${literal(made, getNullableType(field.type), depth + 1)}}`;
    }
    const given = fields.filter((field) => isRequiredInputField(field) || (depth < 3 && dice.one(fields.length)));
    return `{${given.map((field) => `${field.name}: ${value(made, field.type, depth + 1)}`).join(", ")}}`;
  }
  return literal(made, inner, depth);
}

function literal(made, type, depth) {
  if (isListType(type)) return "[]";
  if (isInputObjectType(type) || isEnumType(type)) {
    return value({ ...made, dice: { ...made.dice, one: () => false } }, type, depth);
  }
  const { dice } = made;
  switch (type.name) {
    case "Int": return dice.of(["0", "1", "-7", "2147483647"]);
    case "Float": return dice.of(["0", "1.5", "-2e3"]);
    case "Boolean": return dice.of(["true", "false"]);
    case "ID": return dice.of(['"x"', "7"]);
    default: return dice.of(['"x"', '"""x"""', '"\\u00e9"']);
  }
}
