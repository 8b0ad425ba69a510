// A table of the types whose values have attributes and functions of their own.

/** A type whose values are asked with a dot: `$result.value`. */
export interface ObjectRow {
  /** Type and meaning. */
  readonly attributes: Readonly<Record<string, readonly [type: string, text: string]>>;
  /** Signatures, in the notation of `readSignature`, and meaning; `[]` is what stands in brackets: `$result['key']`. */
  readonly functions: Readonly<Record<string, readonly [signatures: string | readonly string[], text: string]>>;
}

/**
 * From the data types that Puppet and Bolt define: `lib/puppet/datatypes`, `lib/puppet/pops/pcore.rb`,
 * `pops/types/p_uri_type.rb`, `pops/lookup/context.rb`, and `lib/puppet/datatypes` of Bolt's module `boltlib`. The values
 * of all other types have no members: SemVer, Timestamp and the like are asked with functions.
 */
export const objectTypes: Readonly<Record<string, ObjectRow>> = {
  Target: {
    attributes: {
      config: ['Optional[Hash[String[1], Data]]', 'What the inventory and the plan set for it, without defaults.'],
      facts: ['Optional[Hash[String[1], Data]]', 'The facts that the inventory has of it; none are collected.'],
      features: ['Optional[Array[String[1]]]', 'What it has, such as `puppet-agent` or `shell`.'],
      name: ['Optional[String[1]]', 'Its name in the inventory, or its URI where it has none.'],
      plugin_hooks: [
        'Optional[Hash[String[1], Data]]',
        'Which plugins do something for it, such as installing the agent.',
      ],
      resources: ['Optional[Hash[String[1], ResourceInstance]]', 'Resources that the plan noted of it.'],
      safe_name: ['Optional[String[1]]', 'Its name, or its URI without the password.'],
      target_alias: ['Optional[Variant[String[1], Array[String[1]]]]', 'Its other names.'],
      uri: ['Optional[String[1]]', 'Where it is: host, and perhaps protocol, user and port.'],
      vars: ['Optional[Hash[String[1], Data]]', 'Its variables.'],
    },
    functions: {
      host: ['() >> Optional[String]', 'The name or address that is connected to.'],
      password: ['() >> Optional[String[1]]', 'The password that is connected with.'],
      port: ['() >> Optional[Integer]', 'The port that is connected to.'],
      protocol: ['() >> Optional[String[1]]', 'The protocol of its URI; the transport where that names none.'],
      transport: ['() >> String[1]', 'How it is reached: `ssh`, `winrm`, `local` and so on.'],
      transport_config: ['() >> Hash[String[1], Data]', 'All options of its transport, defaults included.'],
      user: ['() >> Optional[String[1]]', 'The user that is connected as.'],
    },
  },
  Result: {
    attributes: {
      target: ['Target', 'Where it comes from.'],
      value: [
        'Hash[String[1], Data]',
        'What the action gave: the output of a task, or what a command wrote and how it ended.',
      ],
    },
    functions: {
      '[]': ['(String[1] $key) >> Variant[Data, Sensitive[Data]]', 'An entry of its value.'],
      action: ['() >> String', 'What was done: `task`, `command`, `script` and so on.'],
      error: ['() >> Optional[Error]', 'Why it failed; undef if it did not.'],
      message: ['() >> Optional[String]', 'The text that a task or upload gave (`_output`).'],
      ok: ['() >> Boolean', 'Whether it succeeded.'],
      sensitive: ['() >> Optional[Sensitive[Data]]', 'What a task gave as `_sensitive`.'],
      status: ['() >> String', '`success` or `failure`.'],
      to_data: ['() >> Hash', 'Everything, as data: target, action, object, status and value.'],
    },
  },
  ResultSet: {
    attributes: {
      results: ['Array[Variant[Result, ApplyResult]]', 'All results, in the order of the targets.'],
    },
    functions: {
      '[]': [
        [
          '(Integer $index) >> Optional[Variant[Result, ApplyResult, Array[Variant[Result, ApplyResult]]]]',
          '(Integer $index, Integer $count) >> Optional[Variant[Result, ApplyResult, Array[Variant[Result, ApplyResult]]]]',
        ],
        'A result by its index, or several from there.',
      ],
      count: ['() >> Integer', 'How many results there are.'],
      empty: ['() >> Boolean', 'Whether there are none.'],
      error_set: ['() >> ResultSet', 'The results that failed.'],
      filter_set: ['() &Callable[1, 1] >> ResultSet', 'The results for which the block returns something true.'],
      find: [
        '(String[1] $target_name) >> Optional[Variant[Result, ApplyResult]]',
        'The result of a target, by its name.',
      ],
      first: ['() >> Optional[Variant[Result, ApplyResult]]', 'The first result.'],
      names: ['() >> Array[String[1]]', 'Names of the targets that have a result.'],
      ok: ['() >> Boolean', 'Whether all succeeded.'],
      ok_set: ['() >> ResultSet', 'The results that succeeded.'],
      targets: ['() >> Array[Target]', 'The targets that have a result.'],
      to_data: ['() >> Array[Hash]', 'All results, as data.'],
    },
  },
  ApplyResult: {
    attributes: {
      catalog: ['Optional[Hash]', 'The catalog that was applied.'],
      error: ['Optional[Error]', 'Why it failed; undef if it did not.'],
      report: ['Hash[String[1], Data]', 'The report that Puppet made.'],
      target: ['Target', 'Where it comes from.'],
    },
    functions: {
      action: ['() >> String', '`apply`.'],
      message: ['() >> Optional[String]', 'How many resources were changed, failed, unchanged and skipped.'],
      ok: ['() >> Boolean', 'Whether it succeeded.'],
      to_data: ['() >> Hash', 'Everything, as data.'],
      value: ['() >> Hash', 'The report under `report`, and the message.'],
    },
  },
  ContainerResult: {
    attributes: {
      value: ['Hash[String[1], Data]', 'What the container wrote, and how it ended.'],
    },
    functions: {
      '[]': ['(String[1] $key) >> Data', 'An entry of its value.'],
      error: ['() >> Optional[Error]', 'Why it failed; undef if it did not.'],
      ok: ['() >> Boolean', 'Whether it succeeded.'],
      status: ['() >> String', '`success` or `failure`.'],
      stderr: ['() >> String', 'What it wrote to its standard error.'],
      stdout: ['() >> String', 'What it wrote to its standard output.'],
      to_data: ['() >> Hash', 'Everything, as data.'],
    },
  },
  ResourceInstance: {
    attributes: {
      desired_state: ['Optional[Hash[String[1], Data]]', 'The attributes that it should have.'],
      events: ['Optional[Array[Hash[String[1], Data]]]', 'What happened to it.'],
      state: ['Optional[Hash[String[1], Data]]', 'The attributes that it has.'],
      target: ['Target', 'Where it is.'],
      title: ['String[1]', 'Its title.'],
      type: ['Variant[String[1], Type[Resource]]', 'Its type, such as `File`.'],
    },
    functions: {
      '[]': ['(String[1] $attribute) >> Data', 'An attribute that it has.'],
      add_event: [
        '(Hash[String[1], Data] $event) >> Array[Hash[String[1], Data]]',
        'Notes that something happened to it.',
      ],
      overwrite_desired_state: [
        '(Hash[String[1], Data] $desired_state) >> Hash[String[1], Data]',
        'Sets all attributes that it should have.',
      ],
      overwrite_state: ['(Hash[String[1], Data] $state) >> Hash[String[1], Data]', 'Sets all attributes that it has.'],
      reference: ['() >> String', 'Type and title: `File[/etc/motd]`.'],
      set_desired_state: [
        '(Hash[String[1], Data] $desired_state) >> Hash[String[1], Data]',
        'Sets some of the attributes that it should have.',
      ],
      set_state: [
        '(Hash[String[1], Data] $state) >> Hash[String[1], Data]',
        'Sets some of the attributes that it has.',
      ],
    },
  },
  Future: {
    attributes: {},
    functions: {
      state: ["() >> Enum['done', 'error', 'running']", 'Whether its block still runs, has ended, or has failed.'],
    },
  },
  Error: {
    attributes: {
      details: ['Optional[Hash[String[1], Data]]', 'More about it; what depends on its kind.'],
      issue_code: ['Optional[String[1]]', 'A code for it, for programs.'],
      kind: ['Optional[String[1]]', 'What kind of error it is, such as `bolt/run-failure`.'],
      msg: ['String[1]', 'What went wrong, for people.'],
    },
    functions: { message: ['() >> String[1]', 'What went wrong, for people.'] },
  },
  Deferred: {
    attributes: {
      arguments: ['Optional[Array]', "The function's arguments."],
      name: [
        'Pattern[/\\A[$]?[a-z][a-z0-9_]*(?:::[a-z][a-z0-9_]*)*\\z/]',
        'The function that is called where the catalog is applied; with `$`, a variable that is looked up.',
      ],
    },
    functions: {},
  },
  URI: {
    attributes: {
      fragment: ['Optional[String]', 'What stands after `#`.'],
      host: ['Optional[String]', 'The name or address of the machine.'],
      opaque: ['Optional[String]', 'Everything after the scheme, where no `/` follows that.'],
      path: ['Optional[String]', 'The path.'],
      port: ['Optional[Integer]', 'The port, by default that of the scheme.'],
      query: ['Optional[String]', 'What stands after `?`.'],
      scheme: ['Optional[String]', 'What stands before `:`, such as `https`.'],
      userinfo: ['Optional[String]', 'What stands before `@`.'],
    },
    functions: {},
  },
  'Puppet::LookupContext': {
    attributes: {
      environment_name: ['String[1]', 'The environment that is looked up in.'],
      module_name: ['Optional[String[1]]', 'The module whose data is looked up; undef for the environment.'],
    },
    functions: {
      cache: ['(Optional[Scalar] $key, Any $value)', 'Keeps a value for the next lookup, and returns it.'],
      cache_all: ['(Hash[Optional[Scalar], Any] $values) >> Undef', 'Keeps values for the next lookup.'],
      cache_has_key: ['(Optional[Scalar] $key) >> Boolean', 'Whether a value was kept under the key.'],
      cached_entries: [
        ['() &Callable[1, 1] >> Undef', '() &Callable[2, 2] >> Undef', '() >> Iterable[Tuple[Optional[Scalar], Any]]'],
        'All that was kept; with a block, runs it for each.',
      ],
      cached_file_data: [
        '(String $path) &?Callable[1, 1]',
        'The text of a file, or what the block makes of it, kept until it changes.',
      ],
      cached_value: ['(Optional[Scalar] $key)', 'The value that was kept under the key.'],
      explain: [
        '() &Callable[0, 0] >> Undef',
        'Adds what the block returns to the explanation, where somebody asked for one.',
      ],
      interpolate: ['(Any $value)', 'The value, with `%{…}` replaced by what it means.'],
      not_found: ['() >> Undef', 'Ends the function: it has no such key.'],
    },
  },
};

/** Signatures of `T.new(…)` and `T(…)`, in the order in which Puppet tries them. Strings that T cannot read are an error. */
export const constructors: Readonly<Record<string, readonly string[]>> = {
  Array: [
    '(Variant[Array, Hash, Binary, Iterable] $from, Boolean[false] $wrap?) >> Array',
    '(Any $from, Boolean[true] $wrap) >> Array',
  ],
  Binary: [
    "(String $str, Enum['%B', '%b', '%r', '%s', '%u'] $format?) >> Binary",
    '(Array[Integer[0, 255]] $byte_array) >> Binary',
    "(Variant[Struct[{'value' => String, 'format' => Optional[Enum['%B', '%b', '%r', '%s', '%u']]}], Struct[{'value' => Array[Integer[0, 255]]}]] $hash_args) >> Binary",
  ],
  Boolean: ["(Variant[Integer, Float, Boolean, Enum['false', 'n', 'no', 'true', 'y', 'yes', true]] $from) >> Boolean"],
  ContainerResult: ['(Hash[String[1], Data] $value) >> ContainerResult'],
  Deferred: [
    "(Struct[{'name' => String, 'arguments' => Optional[Array]}] $hash) >> Deferred",
    '(String $name, Optional[Array] $arguments?) >> Deferred',
  ],
  Error: [
    "(Struct[{'msg' => String[1], 'kind' => Optional[String[1]], 'details' => Optional[Hash[String[1], Data]], 'issue_code' => Optional[String[1]]}] $hash) >> Error",
    '(String[1] $msg, Optional[String[1]] $kind?, Optional[Hash[String[1], Data]] $details?, Optional[String[1]] $issue_code?) >> Error',
  ],
  Float: [
    '(Variant[Numeric, Boolean, String, Timespan, Timestamp] $from, Boolean $abs?) >> Float',
    "(Struct[{'from' => Variant[Numeric, Boolean, String, Timespan, Timestamp], Optional['abs'] => Boolean}] $hash_args) >> Float",
  ],
  Future: ['() >> Future'],
  Hash: [
    "(Array[Tuple[Array, Any], 1] $from, Enum['hash_tree', 'tree'] $build_option?) >> Hash",
    '(Array[Tuple[Any, Any], 1] $from) >> Hash',
    '(Any $from) >> Hash',
  ],
  Integer: [
    '(Variant[Numeric, Boolean, String, Timespan, Timestamp] $from, Variant[Default, Integer[2, 2], Integer[8, 8], Integer[10, 10], Integer[16, 16]] $radix?, Boolean $abs?) >> Integer',
    "(Struct[{'from' => Variant[Numeric, Boolean, String, Timespan, Timestamp], Optional['radix'] => Variant[Default, Integer[2, 2], Integer[8, 8], Integer[10, 10], Integer[16, 16]], Optional['abs'] => Boolean}] $hash_args) >> Integer",
  ],
  NotUndef: ['(Any $from)'],
  Numeric: [
    '(Variant[Integer, Float, Boolean, String, Timespan, Timestamp] $from, Boolean $abs?) >> Numeric',
    "(Struct[{'from' => Variant[Integer, Float, Boolean, String, Timespan, Timestamp], Optional['abs'] => Boolean}] $hash_args) >> Numeric",
  ],
  Regexp: ['(String $pattern, Boolean $escape?) >> Regexp'],
  ResourceInstance: [
    "(Struct[{'target' => Target, 'type' => Variant[String[1], Type[Resource]], 'title' => String[1], 'state' => Optional[Hash[String[1], Data]], 'desired_state' => Optional[Hash[String[1], Data]], 'events' => Optional[Array[Hash[String[1], Data]]]}] $hash) >> ResourceInstance",
    '(Target $target, Variant[String[1], Type[Resource]] $type, String[1] $title, Optional[Hash[String[1], Data]] $state?, Optional[Hash[String[1], Data]] $desired_state?, Optional[Array[Hash[String[1], Data]]] $events?) >> ResourceInstance',
  ],
  Result: ['(Target $target, Hash[String[1], Data] $value) >> Result'],
  ResultSet: ['(Array[Variant[Result, ApplyResult]] $results) >> ResultSet'],
  SemVer: [
    '(String $str) >> SemVer',
    '(Integer[0] $major, Integer[0] $minor, Integer[0] $patch, String $prerelease?, String $build?) >> SemVer',
    "(Struct[{'major' => Integer[0], 'minor' => Integer[0], 'patch' => Integer[0], Optional['prerelease'] => String, Optional['build'] => String}] $hash_args) >> SemVer",
  ],
  SemVerRange: [
    '(String[1] $str) >> SemVerRange',
    '(Variant[Default, SemVer] $min, Variant[Default, SemVer] $max, Boolean $exclude_max?) >> SemVerRange',
    "(Struct[{'min' => Variant[Default, SemVer], Optional['max'] => Variant[Default, SemVer], Optional['exclude_max'] => Boolean}] $hash_args) >> SemVerRange",
  ],
  Sensitive: ['(Sensitive $value) >> Sensitive', '(Any $value) >> Sensitive'],
  String: [
    '(Any $from, Variant[Default, String[1], Hash[Type, Variant[String, Hash[String, Any]]]] $string_formats?) >> String',
  ],
  Struct: [
    "(Array[Tuple[Array, Any], 1] $from, Enum['hash_tree', 'tree'] $build_option?) >> Hash",
    '(Array[Tuple[Any, Any], 1] $from) >> Hash',
    '(Any $from) >> Hash',
  ],
  Target: [
    "(Struct[{'uri' => Optional[String[1]], 'name' => Optional[String[1]], 'safe_name' => Optional[String[1]], 'target_alias' => Optional[Variant[String[1], Array[String[1]]]], 'config' => Optional[Hash[String[1], Data]], 'vars' => Optional[Hash[String[1], Data]], 'facts' => Optional[Hash[String[1], Data]], 'features' => Optional[Array[String[1]]], 'plugin_hooks' => Optional[Hash[String[1], Data]], 'resources' => Optional[Hash[String[1], ResourceInstance]]}] $hash) >> Target",
    '(Optional[String[1]] $uri?, Optional[String[1]] $name?, Optional[String[1]] $safe_name?, Optional[Variant[String[1], Array[String[1]]]] $target_alias?, Optional[Hash[String[1], Data]] $config?, Optional[Hash[String[1], Data]] $facts?, Optional[Hash[String[1], Data]] $vars?, Optional[Array[String[1]]] $features?, Optional[Hash[String[1], Data]] $plugin_hooks?, Optional[Hash[String[1], ResourceInstance]] $resources?) >> Target',
  ],
  Timespan: [
    '(Variant[Integer, Float] $seconds) >> Timespan',
    '(String[1] $string, Variant[String[2], Array[String[2], 1]] $format?) >> Timespan',
    '(Integer $days, Integer $hours, Integer $minutes, Integer $seconds, Integer $milliseconds?, Integer $microseconds?, Integer $nanoseconds?) >> Timespan',
    "(Struct[{'string' => String[1], Optional['format'] => Variant[String[2], Array[String[2], 1]]}] $hash_arg) >> Timespan",
    "(Struct[{Optional['negative'] => Boolean, Optional['days'] => Integer, Optional['hours'] => Integer, Optional['minutes'] => Integer, Optional['seconds'] => Integer, Optional['milliseconds'] => Integer, Optional['microseconds'] => Integer, Optional['nanoseconds'] => Integer}] $hash_arg) >> Timespan",
  ],
  Timestamp: [
    '() >> Timestamp',
    '(Variant[Integer, Float] $seconds) >> Timestamp',
    '(String[1] $string, Variant[String[2], Array[String[2], 1]] $format?, String[1] $timezone?) >> Timestamp',
    "(Struct[{'string' => String[1], Optional['format'] => Variant[String[2], Array[String[2], 1]], Optional['timezone'] => String[1]}] $hash_arg) >> Timestamp",
  ],
  Tuple: [
    '(Variant[Array, Hash, Binary, Iterable] $from, Boolean[false] $wrap?) >> Array',
    '(Any $from, Boolean[true] $wrap) >> Array',
  ],
  Type: ['(String[1] $type_string) >> Type'],
  URI: [
    '(String[1] $uri) >> URI',
    "(Struct[{Optional['scheme'] => String[1], Optional['userinfo'] => String[1], Optional['host'] => String[1], Optional['port'] => Integer[0], Optional['path'] => String[1], Optional['query'] => String[1], Optional['fragment'] => String[1], Optional['opaque'] => String[1]}] $hash) >> URI",
  ],
};
