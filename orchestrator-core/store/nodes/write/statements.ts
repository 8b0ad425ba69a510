import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';

/** A row with whole numbers as bigint. */
export type Row = Readonly<Record<string, unknown>>;

/** The statements of one writer, each compiled once. Whole numbers come back as bigint. */
export class Statements {
  readonly #database: DatabaseSync;
  readonly #known = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Does what `sql` says. Answers how many rows it changed. */
  run(sql: string, ...values: readonly SQLInputValue[]): number {
    return Number(this.#statement(sql).run(...values).changes);
  }

  get(sql: string, ...values: readonly SQLInputValue[]): Row | undefined {
    return this.#statement(sql).get(...values);
  }

  all(sql: string, ...values: readonly SQLInputValue[]): readonly Row[] {
    return this.#statement(sql).all(...values);
  }

  /** The id of the row that `select` finds, else of the one that `insert` makes; both take the same values. */
  id(select: string, insert: string, ...values: readonly SQLInputValue[]): bigint {
    const found = this.get(select, ...values)?.['id'];
    if (typeof found === 'bigint') return found;
    return BigInt(this.#statement(insert).run(...values).lastInsertRowid);
  }

  #statement(sql: string): StatementSync {
    const known = this.#known.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    statement.setReadBigInts(true);
    this.#known.set(sql, statement);
    return statement;
  }
}

/** SQLite has no booleans. */
export function bit(value: boolean | null): number | null {
  return value === null ? null : Number(value);
}
