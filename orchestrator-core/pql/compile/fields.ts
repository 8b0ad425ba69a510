/** How a field is compared, ordered and written; the words are PuppetDB's where it has them. */
export type FieldType =
  | 'string'
  | 'numeric'
  | 'boolean'
  /** Milliseconds since the Unix epoch, written as ISO 8601. */
  | 'timestamp'
  /** A JSON array of texts. */
  | 'array'
  /** JSON as text, which PuppetDB compares as a text. */
  | 'serialized'
  /** A path of keys and indexes, as a JSON array. */
  | 'path'
  /** The same where PuppetDB keeps it as one text. */
  | 'encoded-path'
  /** The value of a fact: `value` and `json` of the table facts with its path's type. */
  | 'fact'
  /** All facts of a node. */
  | 'facts'
  /** What Puppet's server said of a node, which is a fact. */
  | 'trusted'
  /** A JSON object in a column. */
  | 'object'
  /** JSON that is only written. */
  | 'json'
  /** What only conditions know, by its name. */
  | 'condition';

/** A field of an entity. In SQL, `$` stands for the number of the scope, so that tables can be joined twice. */
export interface Field {
  readonly type: FieldType;
  readonly sql: string;
  /** Whether there always is a value. */
  readonly present?: true;
}

/** Where in the database an entity is. */
export interface EntityTables {
  /** The table that it is rows of, with its alias. */
  readonly table: string;
  /** What is joined when it is used, by its alias; each may use those before it. */
  readonly joins: Readonly<Record<string, string>>;
  /** What all its rows have. */
  readonly where?: string;
  /** The node of a row, where rows belong to nodes. */
  readonly node?: string;
  readonly fields: Readonly<Record<string, Field>>;
  /** Whether the same row can come up several times. */
  readonly distinct?: true;
}
