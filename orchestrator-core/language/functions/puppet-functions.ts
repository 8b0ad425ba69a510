// A table of the functions that Puppet brings along.
import type { FunctionTable } from './function-row.ts';

/**
 * From Puppet's own `lib/puppet/functions` and `lib/puppet/parser/functions`: names, parameters and types as its
 * functions declare them, those that only Puppet 8 has included; what they return also where Puppet does not declare it.
 * `node test/interop/puppet-functions/main.ts` compares.
 */
export const puppetFunctions: FunctionTable = {
  abs: {
    signatures: ['(Numeric $val) >> Numeric', '(String $val) >> Numeric'],
    text: 'The value of a number without its sign.',
    deprecatedSignatures: { 1: 'Convert the string to a number first.' },
  },
  alert: {
    signatures: ['(Any *$values) >> Undef'],
    text: 'Logs a message at the level `alert`: somebody has to act at once.',
  },
  all: {
    signatures: [
      '(Hash $hash) &Callable[2, 2] >> Boolean',
      '(Hash $hash) &Callable[1, 1] >> Boolean',
      '(Iterable $enumerable) &Callable[2, 2] >> Boolean',
      '(Iterable $enumerable) &Callable[1, 1] >> Boolean',
    ],
    text: 'Whether the block returns something true for every element. True for what is empty.',
  },
  annotate: {
    signatures: [
      '(Type[Annotation] $type, Any $value) &?Callable[0, 0]',
      "(Type[Annotation] $type, Any $value, Variant[Enum['clear'], Hash[Pcore::MemberName, Any]] $annotation_hash)",
      '(Type[Pcore] $type, Any $value, Hash[Type[Annotation], Hash[Pcore::MemberName, Any]] $annotations)',
    ],
    text: 'Reads or sets the annotations of a value: data of a type of its own, kept beside the value.',
  },
  any: {
    signatures: [
      '(Hash $hash) &Callable[2, 2] >> Boolean',
      '(Hash $hash) &Callable[1, 1] >> Boolean',
      '(Iterable $enumerable) &Callable[2, 2] >> Boolean',
      '(Iterable $enumerable) &Callable[1, 1] >> Boolean',
    ],
    text: 'Whether the block returns something true for at least one element. False for what is empty.',
  },
  assert_type: {
    signatures: [
      '(Type $type, Any $value) &?Callable[Type, Type]',
      '(String $type_string, Any $value) &?Callable[Type, Type]',
    ],
    text: 'Returns the value if it is an instance of the type. If not, the block decides with the expected and the actual type; without a block it is an error.',
  },
  binary_file: {
    signatures: ['(String $path) >> Binary'],
    text: 'The bytes of a file of a module or of the disk.',
    parameters: { path: '`MODULE/FILE` for a file in the directory `files` of a module, or an absolute path.' },
  },
  break: {
    signatures: ['()'],
    text: 'Ends the loop of the block it stands in, or the class or function around it.',
  },
  call: {
    signatures: ['(String $function_name, Any *$arguments) &?Callable', '(Deferred $deferred)'],
    text: 'Calls a function whose name is known at run time only, or resolves a `Deferred` value.',
  },
  camelcase: {
    signatures: [
      '(Numeric $arg) >> Numeric',
      '(String $arg) >> String',
      '(Iterable[Variant[String, Numeric]] $arg) >> Array[Variant[String, Numeric]]',
    ],
    text: 'Turns `snake_case` into `CamelCase`, in a string or in every string of a list.',
  },
  capitalize: {
    signatures: [
      '(Numeric $arg) >> Numeric',
      '(String $arg) >> String',
      '(Iterable[Variant[String, Numeric]] $arg) >> Array[Variant[String, Numeric]]',
    ],
    text: 'Makes the first letter a capital, in a string or in every string of a list.',
  },
  ceiling: {
    signatures: ['(Numeric $val) >> Integer', '(String $val) >> Integer'],
    text: 'The least integer that is not less than the number.',
    deprecatedSignatures: { 1: 'Convert the string to a number first.' },
  },
  chomp: {
    signatures: [
      '(Numeric $arg) >> Numeric',
      '(String $arg) >> String',
      '(Iterable[Variant[String, Numeric]] $arg) >> Array[Variant[String, Numeric]]',
    ],
    text: 'Removes the line end at the end of a string or of every string of a list.',
  },
  chop: {
    signatures: [
      '(Numeric $arg) >> Numeric',
      '(String $arg) >> String',
      '(Iterable[Variant[String, Numeric]] $arg) >> Array[Variant[String, Numeric]]',
    ],
    text: 'Removes the last character of a string or of every string of a list; a carriage return and line feed count as one.',
  },
  compare: {
    signatures: [
      '(Numeric $a, Numeric $b) >> Integer[-1, 1]',
      '(String $a, String $b, Boolean $ignore_case?) >> Integer[-1, 1]',
      '(SemVer $a, SemVer $b) >> Integer[-1, 1]',
      '(Numeric $a, Variant[Timespan, Timestamp] $b) >> Integer[-1, 1]',
      '(Timestamp $a, Variant[Timestamp, Numeric] $b) >> Integer[-1, 1]',
      '(Timespan $a, Variant[Timespan, Numeric] $b) >> Integer[-1, 1]',
    ],
    text: 'Which of two values is less: -1 for the first, 1 for the second, 0 when they are equal.',
    parameters: { ignore_case: 'Whether `a` and `A` are equal; by default true.' },
  },
  contain: {
    signatures: ['(Any +$names) >> Array'],
    text: 'Declares classes and holds them in the class that calls this: what depends on it also waits for them.',
    place: 'catalog',
  },
  convert_to: {
    signatures: ['(Any $value, Type $type, Any *$args) &?Callable[1, 1]'],
    text: 'Makes a value of another type of a value: `$x.convert_to(T)` is `T.new($x)`.',
  },
  create_resources: {
    signatures: ['(Any $type, Any $resources, Any *$defaults) >> Undef'],
    text: 'Declares resources from a hash of titles and attributes.',
    parameters: {
      type: 'The name of a resource type, defined type, or `class`; `@` before it makes them virtual.',
      defaults: 'A hash of attributes that all of them get.',
    },
    place: 'catalog',
  },
  crit: {
    signatures: ['(Any *$values) >> Undef'],
    text: 'Logs a message at the level `crit`: a critical fault.',
  },
  debug: {
    signatures: ['(Any *$values) >> Undef'],
    text: 'Logs a message at the level `debug`: shown only to those who look for an error.',
  },
  defined: {
    signatures: ['(Variant[String, Type[CatalogEntry], Type[Type[CatalogEntry]]] +$vals) >> Boolean'],
    text: 'Whether a class, type, resource, function or variable is known by now. What comes later in the catalog is not.',
    parameters: { vals: "`'name'` for classes and types, `'$name'` for variables, `File['title']` for resources." },
  },
  dig: {
    signatures: ['(Optional[Collection] $data, Any *$arg)'],
    text: 'Follows keys and indexes into nested hashes and arrays; undef where something is missing on the way.',
  },
  digest: {
    signatures: ['(Any $text) >> String'],
    text: 'The checksum of a string, by the algorithm that Puppet is set to.',
  },
  downcase: {
    signatures: [
      '(Numeric $arg) >> Numeric',
      '(String $arg) >> String',
      '(Array[Variant[String, Numeric, Array[Any], Hash[Any, Any]]] $arg) >> Array',
      '(Hash[Variant[String, Numeric, Array[Any], Hash[Any, Any]], Variant[String, Numeric, Array[Any], Hash[Any, Any]]] $arg) >> Hash',
    ],
    text: 'Makes all letters small, in a string and in every string of an array or hash.',
  },
  each: {
    signatures: [
      '(Hash $hash) &Callable[2, 2] >> Hash',
      '(Hash $hash) &Callable[1, 1] >> Hash',
      '(Iterable $enumerable) &Callable[2, 2]',
      '(Iterable $enumerable) &Callable[1, 1]',
    ],
    text: 'Runs the block for each element, and returns what it went through.',
  },
  emerg: {
    signatures: ['(Any *$values) >> Undef'],
    text: "Logs a message at the level `emerg`: the system can't be used.",
  },
  empty: {
    signatures: [
      '(Collection $coll) >> Boolean',
      '(Sensitive[String] $str) >> Boolean',
      '(String $str) >> Boolean',
      '(Numeric $num) >> Boolean',
      '(Binary $bin) >> Boolean',
      '(Undef $x) >> Boolean',
    ],
    text: 'Whether a string, array, hash or binary has nothing in it.',
    deprecatedSignatures: { 3: 'Numbers are never empty.', 5: 'Compare with undef.' },
  },
  epp: {
    signatures: ['(String $path, Hash[Pattern[/^\\w+$/], Any] $parameters?) >> Variant[String, Sensitive[String]]'],
    text: "Renders a template in Puppet's language from a file.",
    parameters: {
      path: '`MODULE/FILE.epp` for a file in the directory `templates` of a module, or an absolute path.',
      parameters: 'The parameters of the template.',
    },
  },
  err: {
    signatures: ['(Any *$values) >> Undef'],
    text: 'Logs a message at the level `err`: an error. Compilation goes on.',
  },
  eyaml_lookup_key: {
    signatures: ['(String[1] $key, Hash[String[1], Any] $options, Puppet::LookupContext $context)'],
    text: 'A backend of Hiera, named in `hiera.yaml`: data in YAML files with encrypted values.',
  },
  fail: {
    signatures: ['(Any *$messages) >> Undef'],
    text: 'Ends compilation with an error.',
  },
  file: {
    signatures: ['(Any $path, Any *$others) >> String'],
    text: 'The content of the first of these files that is there.',
    parameters: { path: '`MODULE/FILE` for a file in the directory `files` of a module, or an absolute path.' },
  },
  filter: {
    signatures: [
      '(Hash $hash) &Callable[2, 2] >> Hash',
      '(Hash $hash) &Callable[1, 1] >> Hash',
      '(Iterable $enumerable) &Callable[2, 2] >> Array',
      '(Iterable $enumerable) &Callable[1, 1] >> Array',
    ],
    text: 'The elements for which the block returns something true.',
  },
  find_file: {
    signatures: ['(String *$paths) >> Optional[String]', '(Array[String] *$paths_array) >> Optional[String]'],
    text: 'The path of the first of these files that is there; undef if none is.',
    parameters: { paths: '`MODULE/FILE` for a file in the directory `files` of a module, or an absolute path.' },
  },
  find_template: {
    signatures: ['(String *$paths) >> Optional[String]', '(Array[String] *$paths_array) >> Optional[String]'],
    text: 'The path of the first of these templates that is there; undef if none is.',
    parameters: { paths: '`MODULE/FILE` for a file in the directory `templates` of a module, or an absolute path.' },
  },
  flatten: {
    signatures: ['(Any *$args) >> Array'],
    text: 'Puts the elements of nested arrays into one array, without levels.',
  },
  floor: {
    signatures: ['(Numeric $val) >> Integer', '(String $val) >> Integer'],
    text: 'The greatest integer that is not greater than the number.',
    deprecatedSignatures: { 1: 'Convert the string to a number first.' },
  },
  fqdn_rand: {
    signatures: ['(Any $max, Any *$seed) >> Integer'],
    text: 'A number from 0 to below the limit that looks random, and is always the same on a node with the same seed.',
    parameters: { seed: 'Makes several numbers on a node differ; then whether to ignore the case of its name.' },
  },
  generate: {
    signatures: ['(Any $command, Any *$arguments) >> String'],
    text: 'Runs a command on the machine that compiles, and returns what it prints.',
    parameters: { command: 'An absolute path.' },
  },
  get: {
    signatures: ['(Any $value, String $dotted_string, Any $default_value?) &?Callable[1, 1]'],
    text: "Follows a path such as `'a.0.b'` into a value. Where that leads nowhere, the default or what the block returns.",
  },
  getvar: {
    signatures: [
      '(Pattern[/\\A(?:::)?(?:[a-z]\\w*::)*[a-z_]\\w*(?:\\.|\\Z)/] $get_string, Any $default_value?) &?Callable[1, 1]',
    ],
    text: "The value of the variable with this name, or what a path such as `'facts.os.family'` leads to in it; the default where there is none.",
  },
  group_by: {
    signatures: [
      '(Collection $collection) &Callable[1, 1] >> Hash',
      '(Array $array) &Callable[2, 2] >> Hash',
      '(Collection $collection) &Callable[2, 2] >> Hash',
    ],
    text: 'Sorts elements into groups, by what the block returns for them.',
  },
  hiera: {
    signatures: [
      '(Tuple[String, Any, Any, 1, 3] $args)',
      '(String $key)',
      '(String $key, Any $default, Any $override?)',
      '(String $key) &Callable[1, 1]',
      '(String $key, Any $override) &Callable[1, 1]',
    ],
    text: 'Looks up the value of a key in Hiera, from the first level that has it.',
    deprecated: 'Use `lookup`.',
  },
  hiera_array: {
    signatures: [
      '(Tuple[String, Any, Any, 1, 3] $args) >> Array',
      '(String $key) >> Array',
      '(String $key, Any $default, Any $override?) >> Array',
      '(String $key) &Callable[1, 1] >> Array',
      '(String $key, Any $override) &Callable[1, 1] >> Array',
    ],
    text: 'Looks up the values of a key in all levels of Hiera, as one array.',
    deprecated: 'Use `lookup` with the merge behaviour `unique`.',
  },
  hiera_hash: {
    signatures: [
      '(Tuple[String, Any, Any, 1, 3] $args) >> Hash',
      '(String $key) >> Hash',
      '(String $key, Any $default, Any $override?) >> Hash',
      '(String $key) &Callable[1, 1] >> Hash',
      '(String $key, Any $override) &Callable[1, 1] >> Hash',
    ],
    text: 'Looks up the hashes of a key in all levels of Hiera, merged to one.',
    deprecated: 'Use `lookup` with the merge behaviour `hash`.',
  },
  hiera_include: {
    signatures: [
      '(Tuple[String, Any, Any, 1, 3] $args)',
      '(String $key)',
      '(String $key, Any $default, Any $override?)',
      '(String $key) &Callable[1, 1]',
      '(String $key, Any $override) &Callable[1, 1]',
    ],
    text: 'Declares the classes that Hiera has under a key.',
    place: 'catalog',
    deprecated: 'Use `lookup` with the merge behaviour `unique`, and `include`.',
  },
  hocon_data: {
    signatures: ["(Struct[{'path' => String[1]}] $options, Puppet::LookupContext $context)"],
    text: 'A backend of Hiera, named in `hiera.yaml`: data in HOCON files.',
  },
  import: {
    signatures: ['(Any *$args)'],
    text: 'Was removed from the language in Puppet 4 and is always an error.',
    deprecated: 'Classes are found by their names; `include` them.',
  },
  include: {
    signatures: ['(Any +$names) >> Array'],
    text: 'Declares classes. A class is declared once, however often it is included.',
    place: 'catalog',
  },
  index: {
    signatures: [
      '(Hash $hash) &Callable[2, 2]',
      '(Hash $hash) &Callable[1, 1]',
      '(Iterable $enumerable) &Callable[2, 2]',
      '(Iterable $enumerable) &Callable[1, 1]',
      '(String $str, Variant[String, Regexp] $match)',
      '(Iterable $enumerable, Any $match)',
    ],
    text: 'The index (or key) of the first element that the block accepts or that is the given one; undef if there is none.',
  },
  info: {
    signatures: ['(Any *$values) >> Undef'],
    text: 'Logs a message at the level `info`: what happens, in detail.',
  },
  inline_epp: {
    signatures: ['(String $template, Hash[Pattern[/^\\w+$/], Any] $parameters?) >> Variant[String, Sensitive[String]]'],
    text: "Renders a template in Puppet's language from a string.",
    parameters: { parameters: 'The parameters of the template.' },
  },
  inline_template: {
    signatures: ['(Any $template, Any *$others) >> String'],
    text: 'Renders a template in ERB from a string.',
    place: 'catalog',
  },
  join: {
    signatures: ['(Array $arg, String $delimiter?) >> String'],
    text: 'The elements of an array as one string, nested arrays flattened.',
    parameters: { delimiter: 'What is put between two elements; by default nothing.' },
  },
  json_data: {
    signatures: ["(Struct[{'path' => String[1]}] $options, Puppet::LookupContext $context)"],
    text: 'A backend of Hiera, named in `hiera.yaml`: data in JSON files.',
  },
  keys: {
    signatures: ['(Hash $hsh) >> Array'],
    text: 'The keys of a hash, in their order.',
  },
  length: {
    signatures: ['(Collection $arg) >> Integer[0]', '(String $arg) >> Integer[0]', '(Binary $arg) >> Integer[0]'],
    text: 'How many elements, characters or bytes there are.',
  },
  lest: {
    signatures: ['(Any $arg) &Callable[0, 0]'],
    text: 'The value, or what the block returns if the value is undef.',
  },
  lookup: {
    signatures: [
      '(Variant[String, Array[String]] $name, Type $value_type?, Variant[String[1], Hash[String, Scalar]] $merge?)',
      '(Variant[String, Array[String]] $name, Optional[Type] $value_type, Optional[Variant[String[1], Hash[String, Scalar]]] $merge, Any $default_value)',
      '(Variant[String, Array[String]] $name, Type $value_type?, Variant[String[1], Hash[String, Scalar]] $merge?) &Callable[Variant[String, Array[String]]]',
      "(Struct[{'name' => Variant[String, Array[String]], 'value_type' => Optional[Type], 'default_value' => Any, 'override' => Optional[Hash[String, Any]], 'default_values_hash' => Optional[Hash[String, Any]], 'merge' => Optional[Variant[String[1], Hash[String, Scalar]]]}] $options_hash) &?Callable[Variant[String, Array[String]]]",
      "(Variant[String, Array[String]] $name, Struct[{'value_type' => Optional[Type], 'default_value' => Any, 'override' => Optional[Hash[String, Any]], 'default_values_hash' => Optional[Hash[String, Any]], 'merge' => Optional[Variant[String[1], Hash[String, Scalar]]]}] $options_hash) &?Callable[Variant[String, Array[String]]]",
    ],
    text: "Looks up a key in Hiera: in the environment's levels and in those of the module.",
    parameters: {
      value_type: 'What the value has to be an instance of.',
      merge: '`first`, `unique`, `hash`, `deep`, or a hash with `strategy` and its options.',
      default_value: 'What to return where the key is not found.',
    },
    options: {
      name: ['Variant[String, Array[String]]', 'The key, or several of which the first that is found counts.'],
      value_type: ['Type', 'What the value has to be an instance of.'],
      merge: [
        'Variant[String[1], Hash[String, Scalar]]',
        '`first`, `unique`, `hash`, `deep`, or a hash with `strategy` and its options.',
      ],
      default_value: ['Any', 'What to return where the key is not found.'],
      override: ['Hash[String, Any]', 'Keys that are looked up here first.'],
      default_values_hash: ['Hash[String, Any]', 'Keys that are looked up here last.'],
    },
  },
  lstrip: {
    signatures: [
      '(Numeric $arg) >> Numeric',
      '(String $arg) >> String',
      '(Iterable[Variant[String, Numeric]] $arg) >> Array[Variant[String, Numeric]]',
    ],
    text: 'Removes white space at the start of a string or of every string of a list.',
  },
  map: {
    signatures: [
      '(Hash $hash) &Callable[2, 2] >> Array',
      '(Hash $hash) &Callable[1, 1] >> Array',
      '(Iterable $enumerable) &Callable[2, 2] >> Array',
      '(Iterable $enumerable) &Callable[1, 1] >> Array',
    ],
    text: 'What the block returns for each element, as an array.',
  },
  match: {
    signatures: [
      '(String $string, Variant[Any, Type] $pattern) >> Optional[Array]',
      '(Array[String] $string, Variant[Any, Type] $pattern) >> Array',
    ],
    text: 'What a regular expression matches in a string: the whole and its groups, or undef. For an array, one answer for each string.',
  },
  max: {
    signatures: [
      '(Numeric *$values) >> Numeric',
      '(String *$values) >> String',
      '(SemVer *$values)',
      '(Timespan *$values)',
      '(Timestamp *$values)',
      '(Array[Numeric] $values) &?Callable[2, 2]',
      '(Array[String] $values) &?Callable[2, 2]',
      '(Array[SemVer] $values) &?Callable[2, 2]',
      '(Array[Timespan] $values) &?Callable[2, 2]',
      '(Array[Timestamp] $values) &?Callable[2, 2]',
      '(Array $values) &?Callable[2, 2]',
      '(Any *$values) &Callable[2, 2]',
      '(Any *$values)',
    ],
    text: 'The greatest of the values. A block compares two of them and returns -1, 0 or 1.',
  },
  md5: {
    signatures: ['(Any $text) >> String'],
    text: 'The MD5 checksum of a string.',
  },
  min: {
    signatures: [
      '(Numeric *$values) >> Numeric',
      '(String *$values) >> String',
      '(SemVer *$values)',
      '(Timespan *$values)',
      '(Timestamp *$values)',
      '(Array[Numeric] $values) &?Callable[2, 2]',
      '(Array[SemVer] $values) &?Callable[2, 2]',
      '(Array[Timespan] $values) &?Callable[2, 2]',
      '(Array[Timestamp] $values) &?Callable[2, 2]',
      '(Array[String] $values) &?Callable[2, 2]',
      '(Array $values) &?Callable[2, 2]',
      '(Any *$values) &Callable[2, 2]',
      '(Any *$values)',
    ],
    text: 'The least of the values. A block compares two of them and returns -1, 0 or 1.',
  },
  module_directory: {
    signatures: ['(String *$names) >> Optional[String]', '(Array[String] *$names) >> Optional[String]'],
    text: 'The directory of the first of these modules that is there; undef if none is.',
  },
  new: {
    signatures: ['(Type $type, Any *$args) &?Callable'],
    text: "Makes a value of a type: `Integer.new('5')`, `Timestamp.new`.",
  },
  next: {
    signatures: ['(Any $value?)'],
    text: 'Ends the current round of the block it stands in, which returns the value.',
  },
  notice: {
    signatures: ['(Any *$values) >> Undef'],
    text: 'Logs a message at the level `notice`: what is worth knowing.',
  },
  partition: {
    signatures: [
      '(Collection $collection) &Callable[1, 1] >> Tuple[Array, Array]',
      '(Array $array) &Callable[2, 2] >> Tuple[Array, Array]',
      '(Collection $collection) &Callable[2, 2] >> Tuple[Array, Array]',
    ],
    text: 'Two arrays: the elements for which the block returns something true, and the others.',
  },
  realize: {
    signatures: ['(Any $resource, Any *$others) >> Undef'],
    text: 'Has virtual resources applied.',
    parameters: { resource: "`User['luke']`." },
    place: 'catalog',
  },
  reduce: {
    signatures: ['(Iterable $enumerable) &Callable[2, 2]', '(Iterable $enumerable, Any $memo) &Callable[2, 2]'],
    text: 'Runs the block for each element with what it returned for the one before, and returns its last answer.',
    parameters: { memo: 'What the block is given first; by default the first element.' },
  },
  regsubst: {
    signatures: [
      "(Variant[Array[Variant[String, Sensitive[String]]], Sensitive[Array[Variant[String, Sensitive[String]]]], String, Sensitive[String]] $target, String $pattern, Variant[String, Hash[String, String]] $replacement, Optional[Pattern[/^[GEIM]*$/]] $flags?, Enum['E', 'N', 'S', 'U'] $encoding?)",
      '(Variant[Array[Variant[String, Sensitive[String]]], Sensitive[Array[Variant[String, Sensitive[String]]]], String, Sensitive[String]] $target, Variant[Regexp, Type[Regexp]] $pattern, Variant[String, Hash[String, String]] $replacement, Pattern[/^G?$/] $flags?)',
    ],
    text: 'Replaces what a regular expression matches in a string, or in every string of an array.',
    parameters: {
      replacement: '`\\0` is what was matched, `\\1` its first group.',
      flags:
        '`G` replaces all matches and not just the first; `I` ignores case, `M` has `.` match line ends, `E` allows comments.',
    },
  },
  require: {
    signatures: ['(Any +$names) >> Array'],
    text: 'Declares classes, and has the class or resource that calls this wait for them.',
    place: 'catalog',
  },
  return: {
    signatures: ['(Any $value?)'],
    text: 'Ends the function, plan, class or block it stands in, which returns the value.',
  },
  reverse_each: {
    signatures: ['(Iterable $iterable)', '(Iterable $iterable) &Callable[1, 1]'],
    text: 'The elements from last to first; with a block, runs it for each.',
  },
  round: {
    signatures: ['(Numeric $val) >> Integer'],
    text: 'The integer closest to the number.',
  },
  rstrip: {
    signatures: [
      '(Numeric $arg) >> Numeric',
      '(String $arg) >> String',
      '(Iterable[Variant[String, Numeric]] $arg) >> Array[Variant[String, Numeric]]',
    ],
    text: 'Removes white space at the end of a string or of every string of a list.',
  },
  scanf: {
    signatures: ['(String $data, String $format) &?Callable'],
    text: 'Reads values from a string by a format such as `%i`; the block gets them as an array.',
  },
  sha1: {
    signatures: ['(Any $text) >> String'],
    text: 'The SHA-1 checksum of a string.',
  },
  sha256: {
    signatures: ['(Any $text) >> String'],
    text: 'The SHA-256 checksum of a string.',
  },
  shellquote: {
    signatures: ['(Any *$words) >> String'],
    text: 'Quotes words for a shell and joins them to a command line.',
  },
  size: {
    signatures: ['(Variant[Collection, String, Binary] $arg) >> Integer[0]'],
    text: 'How many elements, characters or bytes there are.',
  },
  slice: {
    signatures: [
      '(Hash $hash, Integer[1] $slice_size) &?Callable',
      '(Iterable $enumerable, Integer[1] $slice_size) &?Callable',
    ],
    text: 'The elements in groups of a size; with a block, runs it for each group.',
  },
  sort: {
    signatures: ['(String $string_value) &?Callable[2, 2] >> String', '(Array $array_value) &?Callable[2, 2] >> Array'],
    text: 'The elements, or the characters of a string, in order. A block compares two of them and returns -1, 0 or 1.',
  },
  split: {
    signatures: [
      '(String $str, String $pattern) >> Array[String]',
      '(String $str, Regexp $pattern) >> Array[String]',
      '(String $str, Type[Regexp] $pattern) >> Array[String]',
      '(Sensitive[String] $sensitive, String $pattern) >> Sensitive[Array[String]]',
      '(Sensitive[String] $sensitive, Regexp $pattern) >> Sensitive[Array[String]]',
      '(Sensitive[String] $sensitive, Type[Regexp] $pattern) >> Sensitive[Array[String]]',
    ],
    text: 'The parts of a string between the matches of a pattern.',
    parameters: { pattern: 'A regular expression, also where it is a string.' },
  },
  sprintf: {
    signatures: ['(Any $format, Any *$values) >> String'],
    text: 'Puts values into a format such as `%-10s %05d`.',
  },
  step: {
    signatures: ['(Iterable $iterable, Integer[1] $step)', '(Iterable $iterable, Integer[1] $step) &Callable[1, 1]'],
    text: 'Every n-th element, from the first; with a block, runs it for each.',
  },
  strftime: {
    signatures: [
      '(Timespan $time_object, String $format) >> String',
      '(Timestamp $time_object, String $format, String $timezone?) >> String',
      '(String $format, String $timezone?) >> String',
    ],
    text: 'A time as text, by a format such as `%Y-%m-%d`.',
    deprecatedSignatures: { 2: 'Use `Timestamp.new.strftime($format)`.' },
  },
  strip: {
    signatures: [
      '(Numeric $arg) >> Numeric',
      '(String $arg) >> String',
      '(Iterable[Variant[String, Numeric]] $arg) >> Array[Variant[String, Numeric]]',
    ],
    text: 'Removes white space at both ends of a string or of every string of a list.',
  },
  tag: {
    signatures: ['(Any $tag, Any *$others) >> Undef'],
    text: 'Adds tags to the class or defined type that calls this, and to all that it holds.',
    place: 'catalog',
  },
  tagged: {
    signatures: ['(Any $tag, Any *$others) >> Boolean'],
    text: 'Whether what calls this has all of these tags by now.',
    place: 'catalog',
  },
  template: {
    signatures: ['(Any $path, Any *$others) >> String'],
    text: 'Renders templates in ERB from files, joined.',
    parameters: { path: '`MODULE/FILE.erb` for a file in the directory `templates` of a module, or an absolute path.' },
    place: 'catalog',
  },
  // biome-ignore lint/suspicious/noThenProperty: the function's name; the table is never awaited
  then: {
    signatures: ['(Any $arg) &Callable[1, 1]'],
    text: 'What the block returns for the value; undef if the value is undef.',
  },
  tree_each: {
    signatures: [
      "(Variant[Iterator, Array, Hash, Object] $tree, Struct[{'container_type' => Optional[Type], 'include_root' => Optional[Boolean], 'include_containers' => Optional[Boolean], 'include_values' => Optional[Boolean], 'order' => Optional[Enum['breadth_first', 'depth_first']], 'include_refs' => Optional[Boolean]}] $options?) &Callable[2, 2]",
      "(Variant[Iterator, Array, Hash, Object] $tree, Struct[{'container_type' => Optional[Type], 'include_root' => Optional[Boolean], 'include_containers' => Optional[Boolean], 'include_values' => Optional[Boolean], 'order' => Optional[Enum['breadth_first', 'depth_first']], 'include_refs' => Optional[Boolean]}] $options?) &Callable[1, 1]",
      "(Variant[Iterator, Array, Hash, Object] $tree, Struct[{'container_type' => Optional[Type], 'include_root' => Optional[Boolean], 'include_containers' => Optional[Boolean], 'include_values' => Optional[Boolean], 'order' => Optional[Enum['breadth_first', 'depth_first']], 'include_refs' => Optional[Boolean]}] $options?)",
    ],
    text: 'Everything in a tree of hashes and arrays, with the way to it; with a block, runs it for each.',
    options: {
      container_type: ['Type', 'What counts as a container.'],
      include_root: ['Boolean', 'Whether the whole is given, too; by default true.'],
      include_containers: ['Boolean', 'Whether arrays and hashes are given; by default true.'],
      include_values: ['Boolean', 'Whether what is no container is given; by default true.'],
      order: ["Enum['breadth_first', 'depth_first']", 'By default `depth_first`.'],
      include_refs: [
        'Boolean',
        'Whether attributes of objects that only refer to others are followed; by default false.',
      ],
    },
  },
  type: {
    signatures: [
      "(Any $value, Enum['detailed'] $inference_method?) >> Type",
      "(Any $value, Enum['reduced'] $inference_method) >> Type",
      "(Any $value, Enum['generalized'] $inference_method) >> Type",
    ],
    text: 'The data type of a value.',
    parameters: { inference_method: '`detailed` (as by default), `reduced` or `generalized`.' },
  },
  unique: {
    signatures: [
      '(String $string) &?Callable[String] >> String',
      '(Hash $hash) &?Callable[Any] >> Hash',
      '(Array $array) &?Callable[Any] >> Array',
      '(Iterable $iterable) &?Callable[Any] >> Array',
    ],
    text: 'The elements without those that are equal to an earlier one. Of a block, what it returns is compared.',
  },
  unwrap: {
    signatures: ['(Sensitive $arg) &?Callable', '(Any $arg) &?Callable'],
    text: 'What a `Sensitive` value holds; with a block, gives it to the block only.',
  },
  upcase: {
    signatures: [
      '(Numeric $arg) >> Numeric',
      '(String $arg) >> String',
      '(Array[Variant[String, Numeric, Array[Any], Hash[Any, Any]]] $arg) >> Array',
      '(Hash[Variant[String, Numeric, Array[Any], Hash[Any, Any]], Variant[String, Numeric, Array[Any], Hash[Any, Any]]] $arg) >> Hash',
    ],
    text: 'Makes all letters capitals, in a string and in every string of an array or hash.',
  },
  values: {
    signatures: ['(Hash $hsh) >> Array'],
    text: 'The values of a hash, in the order of their keys.',
  },
  versioncmp: {
    signatures: ['(String $a, String $b, Boolean $ignore_trailing_zeroes?) >> Integer[-1, 1]'],
    text: 'Which of two versions is less: -1 for the first, 1 for the second, 0 when they are equal.',
    parameters: { ignore_trailing_zeroes: 'Whether `1.0` and `1` are equal; by default false.' },
  },
  warning: {
    signatures: ['(Any *$values) >> Undef'],
    text: 'Logs a message at the level `warning`: something may be wrong.',
  },
  with: {
    signatures: ['(Any *$arg) &Callable'],
    text: 'Gives the arguments to the block, whose variables are its own.',
  },
  yaml_data: {
    signatures: ["(Struct[{'path' => String[1]}] $options, Puppet::LookupContext $context)"],
    text: 'A backend of Hiera, named in `hiera.yaml`: data in YAML files.',
  },
};
