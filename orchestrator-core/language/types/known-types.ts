/** A type that a person can write, with what it is for. */
export interface KnownType {
  readonly name: string;
  readonly documentation: string;
  /** What may stand between its brackets, for people. */
  readonly parameters?: string;
}

/** Every type that Puppet and Bolt know without a module, in the order in which lists show them. */
export const knownTypes: readonly KnownType[] = [
  { name: 'String', parameters: '[min, max]', documentation: 'Text; with bounds, its length in characters.' },
  { name: 'Integer', parameters: '[min, max]', documentation: 'A whole number; with bounds, its range.' },
  { name: 'Float', parameters: '[min, max]', documentation: 'A number with a fraction; with bounds, its range.' },
  { name: 'Numeric', documentation: 'An Integer or a Float.' },
  { name: 'Boolean', parameters: '[true|false]', documentation: 'true or false; with a parameter, only that one.' },
  { name: 'Enum', parameters: "['a', 'b', …]", documentation: 'One of the strings listed; a final true ignores case.' },
  {
    name: 'Pattern',
    parameters: '[/regex/, …]',
    documentation: 'A string that one of the regular expressions matches.',
  },
  { name: 'Optional', parameters: '[T]', documentation: 'A T, or undef; as a parameter it may be left out.' },
  { name: 'Array', parameters: '[T, min, max]', documentation: 'A list of T; with bounds, its length.' },
  { name: 'Hash', parameters: '[K, V, min, max]', documentation: 'A mapping of K to V; with bounds, its size.' },
  {
    name: 'Struct',
    parameters: "[{'key' => T, Optional['key'] => T}]",
    documentation: 'A hash with exactly these keys.',
  },
  { name: 'Tuple', parameters: '[T1, T2, …, min, max]', documentation: 'A list with a type for each place.' },
  { name: 'Variant', parameters: '[A, B, …]', documentation: 'An A or a B.' },
  { name: 'Sensitive', parameters: '[T]', documentation: 'A T that is never shown or logged.' },
  { name: 'TargetSpec', documentation: 'Names of targets or groups, patterns, Target objects, or lists of those.' },
  { name: 'Data', documentation: 'Anything JSON can say.' },
  { name: 'RichData', documentation: 'Data, and the values Puppet adds: Sensitive, Timestamp, SemVer …' },
  { name: 'Scalar', documentation: 'A single value: string, number, boolean, regular expression, version, time.' },
  { name: 'ScalarData', documentation: 'A string, number or boolean.' },
  { name: 'Collection', parameters: '[min, max]', documentation: 'An Array or a Hash.' },
  { name: 'NotUndef', parameters: '[T]', documentation: 'A T that is not undef.' },
  { name: 'Undef', documentation: 'The absence of a value.' },
  { name: 'Any', documentation: 'Every value.' },
  { name: 'Default', documentation: 'The word default.' },
  { name: 'Regexp', parameters: '[/regex/]', documentation: 'A regular expression.' },
  { name: 'Iterable', parameters: '[T]', documentation: 'Whatever can be gone through with each.' },
  { name: 'Iterator', parameters: '[T]', documentation: 'What iteration functions return.' },
  { name: 'Callable', parameters: '[T1, …, min, max]', documentation: 'A function or lambda with these parameters.' },
  { name: 'Type', parameters: '[T]', documentation: 'A data type itself.' },
  { name: 'Timestamp', parameters: '[from, to]', documentation: 'A point in time; with bounds, between them.' },
  {
    name: 'Timespan',
    parameters: '[min, max]',
    documentation: 'A length of time; with bounds, in seconds or as text.',
  },
  {
    name: 'SemVer',
    parameters: "['>=1.0.0 <2.0.0', …]",
    documentation: 'A semantic version; with ranges, in one of them.',
  },
  { name: 'SemVerRange', documentation: 'A range of semantic versions.' },
  {
    name: 'URI',
    parameters: "[{scheme => 'https'}]",
    documentation: 'A uniform resource identifier; with parts, one that has them.',
  },
  { name: 'Binary', documentation: 'Bytes.' },
  { name: 'Error', parameters: "['kind', 'code']", documentation: 'What a failed task, plan or function gives.' },
  { name: 'Target', documentation: 'A target of the inventory.' },
  { name: 'Result', documentation: 'What came of an action on one target.' },
  { name: 'ResultSet', documentation: 'The results of an action on all its targets.' },
  { name: 'ApplyResult', documentation: 'What came of applying a block on one target.' },
  { name: 'ContainerResult', documentation: 'What came of running a container.' },
  { name: 'ResourceInstance', documentation: 'A resource as it is on a target.' },
  { name: 'Future', documentation: 'A plan block that runs in the background.' },
  { name: 'PlanResult', documentation: 'Whatever a plan may return.' },
  { name: 'Deferred', documentation: 'A function that is called where the catalog is applied.' },
  { name: 'Class', parameters: "['name']", documentation: 'A reference to a class of the catalog.' },
  {
    name: 'Resource',
    parameters: "['type', 'title']",
    documentation: 'A reference to a resource of the catalog, whatever its type.',
  },
  { name: 'CatalogEntry', documentation: 'A reference to a class or resource of the catalog.' },
  {
    name: 'Object',
    parameters: '[{attributes => {…}, functions => {…}}]',
    documentation: 'Values with attributes and functions of their own.',
  },
  { name: 'Init', parameters: '[T, …]', documentation: 'Whatever T.new can make a T of.' },
  { name: 'Runtime', parameters: "['ruby', 'Name']", documentation: 'A value of the Ruby that Puppet runs in.' },
];

/** Types whose values are objects, or that only Puppet's own code has. */
export const objectNames: readonly string[] = [
  'Error',
  'Target',
  'Result',
  'ResultSet',
  'ApplyResult',
  'ContainerResult',
  'ResourceInstance',
  'Future',
  'Deferred',
  'Object',
  'TypeSet',
  'Runtime',
  'Init',
  'CatalogEntry',
  'Resource',
  'Class',
  'Boltlib::Target',
  'Annotation',
  'Pcore',
  'Puppet::LookupContext',
];
