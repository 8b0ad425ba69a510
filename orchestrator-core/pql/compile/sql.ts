/** What a statement can be given as a parameter. */
export type SqlValue = string | number | bigint | null;

/** A piece of SQL with the parameters that stand in it as `?`, in their order. */
export interface Sql {
  readonly text: string;
  readonly parameters: readonly SqlValue[];
}

/** SQL of this program's own; what a user wrote gets into a statement by {@link bound} alone. */
export function raw(text: string): Sql {
  return { text, parameters: [] };
}

/** A value as a parameter. */
export function bound(value: SqlValue | boolean): Sql {
  return { text: '?', parameters: [typeof value === 'boolean' ? Number(value) : value] };
}

/** A piece of SQL made of others. */
export function sql(texts: TemplateStringsArray, ...pieces: readonly Sql[]): Sql {
  return {
    text: texts.map((text, index) => text + (pieces[index]?.text ?? '')).join(''),
    parameters: pieces.flatMap(({ parameters }) => parameters),
  };
}

/** Pieces of SQL with the same between them. */
export function joined(pieces: readonly Sql[], between: string): Sql {
  return {
    text: pieces.map(({ text }) => text).join(between),
    parameters: pieces.flatMap(({ parameters }) => parameters),
  };
}

/** Values as the list of an IN. */
export function boundList(values: readonly (SqlValue | boolean)[]): Sql {
  return sql`(${joined(values.map(bound), ', ')})`;
}
