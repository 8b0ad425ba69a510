/** A built-in function as the tables write it. */
export interface FunctionRow {
  /** Each way to call it, in the notation of `readSignature`, in the order in which Puppet tries them. */
  readonly signatures: readonly string[];
  /** What it does, as Markdown. */
  readonly text: string;
  /** What its parameters mean, where their names don't say. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** The keys of its last hash (`$options` or `$args`): type and meaning. */
  readonly options?: Readonly<Record<string, readonly [type: string, text: string]>>;
  /** Whether an option may be written with and without its leading `_`. */
  readonly underscores?: 'either';
  /** Whether that hash has other keys besides: the parameters of a task or plan. */
  readonly takesOtherKeys?: true;
  /** Where it may be called; absent means everywhere. */
  readonly place?: 'plan' | 'catalog';
  /** What to use instead of the function. */
  readonly deprecated?: string;
  /** What to do instead of calling it with a certain signature, by the index of that. */
  readonly deprecatedSignatures?: Readonly<Record<number, string>>;
}

/** Rows by the name of the function. */
export type FunctionTable = Readonly<Record<string, FunctionRow>>;
