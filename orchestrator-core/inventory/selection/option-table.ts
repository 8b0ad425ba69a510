// A table of the options that a selection may have; the command line, its help and completions read it.

/** What an option of a selection does. */
export type SelectionOptionName =
  | 'targets'
  | 'query'
  | 'rerun'
  | 'saved'
  | 'exclude'
  | 'with-fact'
  | 'with-class'
  | 'with-identity'
  | 'with-agent'
  | 'with'
  | 'select'
  | 'limit'
  | 'one'
  | 'limit-method'
  | 'limit-seed'
  | 'batch'
  | 'batch-sleep';

/** An option, as it may stand among the words of a selection. */
export interface SelectionOption {
  readonly name: SelectionOptionName;
  readonly short?: string;
  /** Other long spellings, MCollective's. */
  readonly also?: readonly string[];
  /** What stands for its value in help texts; absent where it takes none. */
  readonly value?: string;
  /** Whether it may be given several times. */
  readonly many?: true;
  readonly help: string;
}

export const selectionOptions: readonly SelectionOption[] = [
  { name: 'targets', short: 't', value: 'TARGETS', many: true, help: 'Targets, groups, aliases and patterns' },
  { name: 'query', short: 'q', value: 'QUERY', help: 'The nodes that a PuppetDB query finds' },
  { name: 'rerun', value: 'FILTER', help: "Targets of the last run, or of a job: 'all', 'failure', 'success:JOB'" },
  { name: 'saved', value: 'NAME', many: true, help: 'A saved selection' },
  { name: 'exclude', short: 'x', value: 'TARGETS', many: true, help: 'Leave out these targets, groups and patterns' },
  {
    name: 'with-fact',
    short: 'F',
    also: ['wf'],
    value: 'FACT=VALUE',
    many: true,
    help: 'Only nodes with this fact; also !=, <, >, <=, >= and =~',
  },
  {
    name: 'with-class',
    short: 'C',
    also: ['wc'],
    value: 'CLASS',
    many: true,
    help: 'Only nodes with this class in their catalog',
  },
  {
    name: 'with-agent',
    short: 'A',
    also: ['wa'],
    value: 'AGENT',
    many: true,
    help: 'Only nodes whose agent can do this',
  },
  {
    name: 'with-identity',
    short: 'I',
    also: ['wi'],
    value: 'NAME',
    many: true,
    help: 'Only nodes of one of these names',
  },
  { name: 'with', short: 'W', value: 'FILTER', many: true, help: 'Facts and classes together, separated by spaces' },
  { name: 'select', short: 'S', value: 'FILTER', many: true, help: "Facts and classes with 'and', 'or', 'not'" },
  {
    name: 'limit',
    also: ['limit-nodes', 'ln'],
    value: 'COUNT',
    help: 'No more than so many nodes, or so many percent',
  },
  { name: 'one', short: '1', help: 'No more than one node' },
  { name: 'limit-method', value: 'METHOD', help: "Which of them: 'first' or 'random'" },
  { name: 'limit-seed', value: 'NUMBER', help: 'The same random nodes each time' },
  { name: 'batch', value: 'SIZE', help: 'Begin so many nodes, or so many percent, when those before are done' },
  { name: 'batch-sleep', value: 'SECONDS', help: 'How long to wait between batches' },
];

/** The options with which a word may begin, and how each is spelled in full. */
export const selectionSpellings: ReadonlyMap<string, SelectionOption> = new Map(
  selectionOptions.flatMap((option) => [
    [`--${option.name}`, option] as const,
    ...(option.short === undefined ? [] : [[`-${option.short}`, option] as const]),
    ...(option.also ?? []).map((name) => [`--${name}`, option] as const),
  ]),
);
