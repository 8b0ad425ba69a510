// A table of the functions that Bolt adds to plans.
import type { FunctionTable } from './function-row.ts';

const catchErrors = ['Boolean', 'Return the results even if a target fails, instead of ending the plan.'] as const;
const runAs = ['String', 'The user to become on the targets.'] as const;
const described = ['String', 'What is shown and logged instead of the action itself.'] as const;
const noop = ['Boolean', 'Only say what would change.'] as const;
const environment = ['Hash[String, Any]', 'Environment variables; arrays and hashes are given as JSON.'] as const;

/**
 * From Bolt's own `bolt-modules`: names, parameters and types as its functions declare them.
 * `node test/interop/puppet-functions/main.ts BOLT` compares.
 */
export const boltFunctions: FunctionTable = {
  add_facts: {
    signatures: ['(Target $target, Hash $facts) >> Target'],
    text: 'Merges facts into those that a target has for the rest of the run.',
    place: 'plan',
  },
  add_to_group: {
    signatures: ['(TargetSpec $targets, String[1] $group) >> Array[Target]'],
    text: 'Adds targets to a group of the inventory for the rest of the run.',
    place: 'plan',
  },
  apply: {
    signatures: ['(TargetSpec $targets, Hash[String, Data] $options?) &Callable >> ResultSet'],
    text: 'Compiles the block to a catalog for each target and applies it there. The agent has to be on the targets: see `apply_prep`.',
    options: {
      _catch_errors: catchErrors,
      _description: described,
      _noop: noop,
      _puppetdb: ['String', 'The PuppetDB instance that the block queries.'],
      _required_modules: ['Array', 'The modules that the block needs; by default all are sent.'],
      _run_as: runAs,
    },
    underscores: 'either',
    place: 'plan',
  },
  apply_prep: {
    signatures: ['(TargetSpec $targets, Hash[String, Data] $options?) >> ResultSet'],
    text: 'Makes targets ready for `apply`: installs the agent where it is missing and collects facts.',
    options: {
      _catch_errors: catchErrors,
      _required_modules: ['Array', 'The modules whose facts and plugins are sent; by default all are.'],
      _run_as: runAs,
    },
    place: 'plan',
  },
  background: {
    signatures: ['(String[1] $name?) &Callable[0, 0] >> Future'],
    text: 'Starts the block and goes on with the plan. `wait` gives what the block returns.',
    parameters: { name: 'What the block is called in logs.' },
    place: 'plan',
  },
  catch_errors: {
    signatures: ['(Array[String[1]] $error_types?) &Callable[0, 0]'],
    text: 'Runs the block and returns what it returns, or the `Error` that stopped it.',
    parameters: { error_types: 'The kinds of errors to catch, such as `bolt/run-failure`; by default all.' },
    place: 'plan',
  },
  'ctrl::do_until': {
    signatures: ['(Hash[String[1], Any] $options?) &Callable'],
    text: 'Repeats the block until it returns something true, and returns that.',
    options: {
      limit: ['Numeric', 'How many times at most; 0 for no limit.'],
      interval: ['Numeric', 'Seconds between two tries.'],
    },
  },
  'ctrl::sleep': {
    signatures: ['(Numeric $period) >> Undef'],
    text: 'Waits.',
    parameters: { period: 'Seconds.' },
  },
  'dir::children': {
    signatures: ['(String $dirname) >> Array'],
    text: 'Names of the files and directories in a directory, sorted.',
    parameters: { dirname: '`MODULE/PATH`, a path in the project, or an absolute one.' },
  },
  download_file: {
    signatures: [
      '(String[1] $source, String[1] $destination, TargetSpec $targets, Hash[String[1], Any] $options?) >> ResultSet',
      '(String[1] $source, String[1] $destination, TargetSpec $targets, String $description, Hash[String[1], Any] $options?) >> ResultSet',
    ],
    text: 'Downloads a file or directory from each target into a directory of its own below `downloads/` of the project.',
    parameters: {
      source: 'An absolute path on the targets.',
      destination: 'A directory below `downloads/`. What was in it is removed first.',
    },
    options: { _catch_errors: catchErrors, _description: described, _run_as: runAs },
    place: 'plan',
  },
  facts: {
    signatures: ['(Target $target) >> Hash[String, Data]'],
    text: 'The facts that the inventory has of a target. Collects none: the plan `facts` does.',
  },
  fail_plan: {
    signatures: [
      '(String[1] $msg, String[1] $kind?, Hash[String[1], Any] $details?, String[1] $issue_code?)',
      '(Error $error)',
    ],
    text: 'Ends the plan with an error.',
    parameters: { kind: 'By default `bolt/plan-failure`.' },
    place: 'plan',
  },
  'file::delete': {
    signatures: ['(String[1] $filename) >> Undef'],
    text: 'Deletes a file of the machine on which the plan runs.',
  },
  'file::exists': {
    signatures: ['(String[1] $filename) >> Boolean'],
    text: 'Whether a file is there, on the machine on which the plan runs.',
    parameters: { filename: 'An absolute path, or `MODULE/PATH`.' },
  },
  'file::join': {
    signatures: ['(String +$paths) >> String'],
    text: 'Joins the parts of a path.',
  },
  'file::read': {
    signatures: ['(String[1] $filename) >> String'],
    text: 'The text of a file of the machine on which the plan runs.',
    parameters: { filename: 'An absolute path, or `MODULE/PATH`.' },
  },
  'file::readable': {
    signatures: ['(String[1] $filename) >> Boolean'],
    text: 'Whether a file can be read, on the machine on which the plan runs.',
    parameters: { filename: 'An absolute path, or `MODULE/PATH`.' },
  },
  'file::write': {
    signatures: ['(String $filename, String $content) >> Undef'],
    text: 'Writes a text to a file of the machine on which the plan runs.',
  },
  get_resources: {
    signatures: [
      '(TargetSpec $targets, Variant[String, Type[Resource], Array[Variant[String, Type[Resource]]]] $resources) >> ResultSet',
    ],
    text: 'Reads the state of resources on targets, all of a type or single ones. The targets need the agent.',
    parameters: { resources: 'Types (`Package`) or single resources (`Package[openssl]`).' },
    place: 'plan',
  },
  get_target: {
    signatures: ['(TargetSpec $name) >> Target'],
    text: 'The one target that a name means; an error if it means none or several.',
  },
  get_targets: {
    signatures: ['(TargetSpec $names) >> Array[Target]'],
    text: 'The targets that names, groups and patterns mean, each once.',
    parameters: { names: 'Names of targets or groups, patterns, `Target` objects, or lists of those.' },
  },
  'log::debug': {
    signatures: ['(Any $message) >> Undef'],
    text: 'Logs a message for people who look for an error.',
    place: 'plan',
  },
  'log::error': {
    signatures: ['(Any $message) >> Undef'],
    text: 'Logs an error.',
    place: 'plan',
  },
  'log::fatal': {
    signatures: ['(Any $message) >> Undef'],
    text: 'Logs an error after which the plan cannot go on. Does not end the plan.',
    place: 'plan',
  },
  'log::info': {
    signatures: ['(Any $message) >> Undef'],
    text: 'Logs what the plan is doing.',
    place: 'plan',
  },
  'log::trace': {
    signatures: ['(Any $message) >> Undef'],
    text: 'Logs the smallest steps.',
    place: 'plan',
  },
  'log::warn': {
    signatures: ['(Any $message) >> Undef'],
    text: 'Logs a warning.',
    place: 'plan',
  },
  'out::message': {
    signatures: ['(Any $message) >> Undef'],
    text: 'Shows a message to whoever runs the plan. Arrays and hashes are shown as JSON.',
    place: 'plan',
  },
  'out::verbose': {
    signatures: ['(Any $message) >> Undef'],
    text: 'Shows a message when the plan is run with `--verbose`.',
    place: 'plan',
  },
  parallelize: {
    signatures: ['(Array $data) &Callable[Any] >> Array[PlanResult]'],
    text: 'Runs the block once for each element, at the same time, and returns what they return, in the order of the elements.',
    place: 'plan',
  },
  prompt: {
    signatures: ['(String $prompt, Hash[String[1], Any] $options?) >> Variant[String, Sensitive]'],
    text: 'Asks whoever runs the plan.',
    options: {
      default: ['String', 'The answer when none is given, or nobody can be asked.'],
      sensitive: ['Boolean', 'Do not show what is typed, and return it as `Sensitive`.'],
    },
    place: 'plan',
  },
  'prompt::menu': {
    signatures: [
      '(String $prompt, Array[Variant[Target, Data]] $menu, Hash[String[1], Variant[Target, Data]] $options?) >> Variant[Target, Data]',
      '(String $prompt, Hash[String[1], Variant[Target, Data]] $menu, Hash[String[1], Variant[Target, Data]] $options?) >> Variant[TargetSpec, Data]',
    ],
    text: 'Has whoever runs the plan choose from a list.',
    parameters: { menu: 'The choices; of a hash the keys are shown and the value is returned.' },
    options: { default: ['Variant[Target, Data]', 'The choice when none is made, or nobody can be asked.'] },
    place: 'plan',
  },
  puppetdb_command: {
    signatures: [
      '(String[1] $command, Integer $version, Hash[Data, Data] $payload) >> String',
      '(String[1] $command, Integer $version, Hash[Data, Data] $payload, String $instance) >> String',
    ],
    text: "Sends a command to PuppetDB and returns the command's UUID.",
    parameters: { instance: 'The name of a PuppetDB instance of the project.' },
    place: 'plan',
  },
  puppetdb_fact: {
    signatures: [
      '(Array[String] $certnames) >> Hash[String, Data]',
      '(Array[String] $certnames, String $instance) >> Hash[String, Data]',
    ],
    text: 'The facts that PuppetDB has of nodes, by certificate name.',
    parameters: { instance: 'The name of a PuppetDB instance of the project.' },
  },
  puppetdb_query: {
    signatures: [
      '(Variant[String, Array[Data]] $query) >> Array[Data]',
      '(Variant[String, Array[Data]] $query, String $instance) >> Array[Data]',
    ],
    text: 'What PuppetDB answers to a query.',
    parameters: {
      query: 'In PQL, or in the AST form of queries.',
      instance: 'The name of a PuppetDB instance of the project.',
    },
  },
  remove_from_group: {
    signatures: ['(TargetSpec $target, String[1] $group)'],
    text: 'Takes one target out of a group of the inventory for the rest of the run.',
    place: 'plan',
  },
  resolve_references: {
    signatures: ['(Data $references) >> Data'],
    text: 'Replaces all plugin references (`_plugin`) in data by what the plugins answer.',
    place: 'plan',
  },
  resource: {
    signatures: [
      '(Target $target, Type[Resource] $type, String[1] $title) >> Optional[ResourceInstance]',
      '(Target $target, String[1] $type, String[1] $title) >> Optional[ResourceInstance]',
    ],
    text: 'A resource that `set_resources` or `get_resources` gave a target; undef if there is none.',
  },
  run_command: {
    signatures: [
      '(String[1] $command, TargetSpec $targets, Hash[String[1], Any] $options?) >> ResultSet',
      '(String[1] $command, TargetSpec $targets, String $description, Hash[String[1], Any] $options?) >> ResultSet',
    ],
    text: 'Runs a command on targets. Ends the plan if it fails on one of them.',
    parameters: { command: "A line for the target's shell." },
    options: { _catch_errors: catchErrors, _description: described, _env_vars: environment, _run_as: runAs },
    underscores: 'either',
    place: 'plan',
  },
  run_container: {
    signatures: ['(String[1] $image, Hash[String[1], Any] $options?) >> ContainerResult'],
    text: 'Runs a container with Docker on the machine on which the plan runs.',
    options: {
      _catch_errors: catchErrors,
      cmd: ['String', 'The command to run in the container.'],
      env_vars: ['Hash[String, Data]', 'Environment variables; arrays and hashes are given as JSON.'],
      ports: ['Hash[Integer, Integer]', 'Ports of the machine, and the ports of the container behind them.'],
      rm: ['Boolean', 'Remove the container after it has ended.'],
      volumes: ['Hash[String, String]', 'Directories of the machine, and where they are in the container.'],
      workdir: ['String', "The command's working directory."],
    },
    underscores: 'either',
    place: 'plan',
  },
  run_plan: {
    signatures: [
      '(String $plan_name, Hash $args?) >> PlanResult',
      '(String $plan_name, TargetSpec $targets, Hash $args?) >> PlanResult',
    ],
    text: 'Runs another plan and returns what it returns.',
    parameters: {
      plan_name: '`MODULE::PLAN`, or `MODULE` for its plan `init`.',
      targets: "Becomes the plan's parameter `$targets` (or `$nodes`).",
      args: "The plan's parameters, and options.",
    },
    options: {
      _catch_errors: ['Boolean', 'Return the `Error` of a plan that fails, instead of ending this one.'],
      _run_as: ['String', 'The user to become on all targets, in everything that the plan does.'],
    },
    takesOtherKeys: true,
    place: 'plan',
  },
  run_script: {
    signatures: [
      '(String[1] $script, TargetSpec $targets, Hash[String[1], Any] $options?) >> ResultSet',
      '(String[1] $script, TargetSpec $targets, String $description, Hash[String[1], Any] $options?) >> ResultSet',
    ],
    text: 'Copies a script to targets and runs it there. Ends the plan if it fails on one of them.',
    parameters: { script: 'An absolute path, or `MODULE/PATH` for a file of a module.' },
    options: {
      _catch_errors: catchErrors,
      _description: described,
      _env_vars: environment,
      _run_as: runAs,
      arguments: ['Array[String]', "The script's arguments; not together with `pwsh_params`."],
      pwsh_params: ['Hash', 'Named parameters of a PowerShell script; not together with `arguments`.'],
    },
    place: 'plan',
  },
  run_task: {
    signatures: [
      '(String[1] $task_name, TargetSpec $targets, Hash[String[1], Any] $args?) >> ResultSet',
      '(String[1] $task_name, TargetSpec $targets, Optional[String] $description, Hash[String[1], Any] $args?) >> ResultSet',
    ],
    text: 'Runs a task on targets. Ends the plan if it fails on one of them.',
    parameters: {
      task_name: '`MODULE::TASK`, or `MODULE` for its task `init`.',
      args: "The task's parameters, and options.",
    },
    options: { _catch_errors: catchErrors, _description: described, _noop: noop, _run_as: runAs },
    takesOtherKeys: true,
    place: 'plan',
  },
  run_task_with: {
    signatures: [
      '(String[1] $task_name, TargetSpec $targets, Hash[String[1], Any] $options?) &Callable[Target] >> ResultSet',
      '(String[1] $task_name, TargetSpec $targets, Optional[String] $description, Hash[String[1], Any] $options?) &Callable[Target] >> ResultSet',
    ],
    text: 'Runs a task on targets with parameters of their own: the block returns them, as a hash, for each target.',
    parameters: { task_name: '`MODULE::TASK`, or `MODULE` for its task `init`.' },
    options: { _catch_errors: catchErrors, _description: described, _noop: noop, _run_as: runAs },
    place: 'plan',
  },
  set_config: {
    signatures: ['(Target $target, Variant[String, Array[String]] $key_or_key_path, Any $value) >> Target'],
    text: 'Sets a configuration option of a target for the rest of the run.',
    parameters: { key_or_key_path: "The option (`'transport'`), or the way to it (`['ssh', 'port']`)." },
    place: 'plan',
  },
  set_feature: {
    signatures: ['(Target $target, String $feature, Boolean $value?) >> Target'],
    text: 'Says whether a target has a feature, such as `puppet-agent` or `shell`, for the rest of the run.',
    parameters: { value: 'By default true.' },
    place: 'plan',
  },
  set_resources: {
    signatures: [
      '(Target $target, Hash $resource) >> Array[ResourceInstance]',
      '(Target $target, ResourceInstance $resource) >> Array[ResourceInstance]',
      '(Target $target, Array[Variant[Hash, ResourceInstance]] $resources) >> Array[ResourceInstance]',
    ],
    text: 'Notes resources of a target for the rest of the run. Changes nothing on the target.',
    place: 'plan',
  },
  set_var: {
    signatures: ['(Target $target, String $key, Data $value) >> Target'],
    text: 'Sets a variable of a target for the rest of the run.',
    place: 'plan',
  },
  'system::env': {
    signatures: ['(String $name) >> Optional[String]'],
    text: 'An environment variable of the machine on which the plan runs; undef if it is not set.',
  },
  upload_file: {
    signatures: [
      '(String[1] $source, String[1] $destination, TargetSpec $targets, Hash[String[1], Any] $options?) >> ResultSet',
      '(String[1] $source, String[1] $destination, TargetSpec $targets, String $description, Hash[String[1], Any] $options?) >> ResultSet',
    ],
    text: 'Uploads a file or directory to targets.',
    parameters: {
      source: 'An absolute path, or `MODULE/PATH` for a file of a module.',
      destination: 'A path on the targets.',
    },
    options: { _catch_errors: catchErrors, _description: described, _run_as: runAs },
    place: 'plan',
  },
  vars: {
    signatures: ['(Target $target) >> Hash[String, Data]'],
    text: 'The variables that the inventory has of a target.',
  },
  wait: {
    signatures: [
      '(Variant[Future, Array[Future]] $futures, Hash[String[1], Any] $options?) >> Array[PlanResult]',
      '(Hash[String[1], Any] $options?) >> Array[PlanResult]',
      '(Variant[Integer[0], Float[0.0]] $timeout, Hash[String[1], Any] $options?) >> Array[PlanResult]',
      '(Variant[Future, Array[Future]] $futures, Variant[Integer[0], Float[0.0]] $timeout, Hash[String[1], Any] $options?) >> Array[PlanResult]',
    ],
    text: 'Waits for blocks that `background` started, and returns what they returned.',
    parameters: {
      futures: 'By default all that the plan has started.',
      timeout: 'Seconds; after them the plan ends with an error.',
    },
    options: {
      _catch_errors: ['Boolean', 'Return the errors of blocks that fail, instead of ending the plan.'],
    },
    place: 'plan',
  },
  wait_until_available: {
    signatures: ['(TargetSpec $targets, Hash[String[1], Any] $options?) >> ResultSet'],
    text: 'Waits until a connection to each target can be made.',
    options: {
      _catch_errors: catchErrors,
      description: ['String', 'What is shown and logged for it.'],
      retry_interval: ['Numeric', 'Seconds between two tries; by default 1.'],
      wait_time: ['Numeric', 'Seconds to wait at most; by default 120.'],
    },
    place: 'plan',
  },
  without_default_logging: {
    signatures: ['() &Callable[0, 0]'],
    text: 'Runs the block without the messages that Bolt shows for each action, and returns what the block returns.',
    place: 'plan',
  },
  write_file: {
    signatures: [
      '(String $content, String[1] $destination, TargetSpec $targets, Hash[String[1], Any] $options?) >> ResultSet',
    ],
    text: 'Writes a text to a file on targets.',
    options: { _catch_errors: catchErrors, _description: described, _run_as: runAs },
    place: 'plan',
  },
};
