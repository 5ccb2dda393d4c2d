/** JSON Schema of a flat parameter object, as the main side sends it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What a column field may name. */
export interface FormColumn {
  readonly name: string;
  readonly type: 'number' | 'text';
  /** The distinct values, where there are few. */
  readonly values: readonly string[];
}

interface FieldBase {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  /** What an emptied field stands for; undefined: it must be filled. */
  readonly empty: null | '' | undefined;
}
export type SchemaField = FieldBase &
  (
    | {
        readonly kind: 'number';
        readonly integer: boolean;
        readonly minimum: number | null;
        readonly maximum: number | null;
      }
    | { readonly kind: 'text' }
    /** A value of the column that another field names. */
    | { readonly kind: 'value'; readonly ofField: string }
    | { readonly kind: 'boolean' }
    | { readonly kind: 'choice'; readonly options: readonly (string | number)[] }
    | { readonly kind: 'column'; readonly accepts: 'number' | 'any' }
    | { readonly kind: 'list'; readonly of: 'number' | 'text' }
    | { readonly kind: 'columns'; readonly accepts: 'number' | 'any' }
  );

/** The fields of a form for a parameter object, in the order of its schema. */
export function schemaFields(schema: JsonSchema): SchemaField[] {
  return Object.entries(record(schema.properties)).map(([name, property]) => field(name, record(property)));
}

/** Labels of the fields that must be filled and are not. */
export const missingFields = (schema: JsonSchema, values: Readonly<Record<string, unknown>>): string[] =>
  schemaFields(schema)
    .filter(
      ({ name, empty }) =>
        empty === undefined && (values[name] === undefined || values[name] === '' || values[name] === null),
    )
    .map(({ label }) => label);

function field(name: string, property: JsonSchema): SchemaField {
  const { inner, nullable } = withoutNull(property);
  const base: FieldBase = {
    name,
    label: text(property.title) ?? text(inner.title) ?? sentence(name),
    description: text(property.description) ?? text(inner.description) ?? '',
    empty: nullable ? null : property.default === '' ? '' : undefined,
  };
  const column = columnKind(property.column) ?? columnKind(inner.column);
  if (column) return { ...base, kind: inner.type === 'array' ? 'columns' : 'column', accepts: column };
  const ofField = text(property.valueOf) ?? text(inner.valueOf);
  if (ofField) return { ...base, kind: 'value', ofField };
  const options = choices(inner);
  if (options) return { ...base, kind: 'choice', options };
  if (inner.type === 'boolean') return { ...base, kind: 'boolean' };
  if (inner.type === 'array') {
    const items = record(inner.items);
    const itemColumn = columnKind(items.column);
    if (itemColumn) return { ...base, kind: 'columns', accepts: itemColumn };
    return { ...base, kind: 'list', of: items.type === 'number' || items.type === 'integer' ? 'number' : 'text' };
  }
  if (inner.type === 'number' || inner.type === 'integer') {
    const integer = inner.type === 'integer';
    return { ...base, kind: 'number', integer, minimum: limit(inner, 'inimum'), maximum: limit(inner, 'aximum') };
  }
  return { ...base, kind: 'text' };
}

/** `anyOf: [X, null]` and `type: ['x', 'null']` are X, nullable. */
function withoutNull(property: JsonSchema): { inner: JsonSchema; nullable: boolean } {
  if (Array.isArray(property.type)) {
    const types = property.type.filter((type) => type !== 'null');
    return { inner: { ...property, type: types[0] }, nullable: types.length < property.type.length };
  }
  const parts = Array.isArray(property.anyOf) ? property.anyOf.map(record) : [];
  const rest = parts.filter((part) => part.type !== 'null');
  const only = rest.length === 1 ? rest[0] : undefined;
  return only ? { inner: only, nullable: rest.length < parts.length } : { inner: property, nullable: false };
}

function choices(property: JsonSchema): (string | number)[] | null {
  if (Array.isArray(property.enum)) return property.enum.filter(isChoice);
  const parts = Array.isArray(property.anyOf) ? property.anyOf.map(record) : [];
  if (parts.length === 0 || !parts.every((part) => 'const' in part)) return null;
  return parts.map((part) => part.const).filter(isChoice);
}

/** An exclusive limit serves as a limit: the main side checks again. zod's safe-integer limits are none. */
function limit(property: JsonSchema, which: 'inimum' | 'aximum'): number | null {
  const value = property[`m${which}`] ?? property[`exclusiveM${which}`];
  return typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : null;
}

/** `timeUnit` -> `Time unit`. */
function sentence(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const isChoice = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';
const columnKind = (value: unknown) => (value === 'number' || value === 'any' ? value : null);
const text = (value: unknown) => (typeof value === 'string' ? value : null);
const record = (value: unknown): JsonSchema =>
  typeof value === 'object' && value !== null ? (value as JsonSchema) : {};
