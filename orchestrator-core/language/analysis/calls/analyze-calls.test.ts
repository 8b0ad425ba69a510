// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Puppet's interpolations
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from '../../syntax/parser.ts';
import type { Dialect } from '../analysis-finding.ts';
import type { Declaration, ParameterDeclaration } from '../declaration.ts';
import { type TestWorld, testWorld } from '../test-world.ts';
import type { World } from '../world.ts';
import { analyzeCalls } from './analyze-calls.ts';

const needed = (name: string, type: string): ParameterDeclaration => ({ name, type, isOptional: false });
const optional = (name: string, type: string): ParameterDeclaration => ({ name, type, isOptional: true });

function task(name: string, parameters?: readonly ParameterDeclaration[], supportsNoop = false): Declaration {
  return {
    kind: 'task',
    name,
    signatures: parameters === undefined ? [] : [{ parameters }],
    origin: { kind: 'file', path: `/modules/m/tasks/${name}.json`, name: { start: 0, end: 0 } },
    ...(supportsNoop ? { supportsNoop } : {}),
  };
}

const modules: TestWorld = {
  files: {
    'm/manifests/init.pp': 'class m(Integer $count, String $name_of = "x") { }',
    'm/manifests/vhost.pp': 'define m::vhost(Integer $port, Optional[String] $root = undef) { }',
    'm/plans/init.pp': 'plan m(TargetSpec $targets, String $version, Integer $wait = 1) { }',
    'm/plans/old.pp': 'plan m::old(TargetSpec $nodes) { }',
    'm/plans/none.pp': 'plan m::none() { }',
    'm/functions/f.pp': 'function m::f(Integer $x, Optional[String] $y = undef) >> String { "" }',
    'm/types/port.pp': 'type M::Port = Integer[1, 65535]',
  },
  declarations: [
    task('m', [
      needed('service', 'String[1]'),
      needed('action', "Enum['start', 'stop']"),
      optional('wait', 'Optional[Integer]'),
    ]),
    task('m::any'),
    task('m::noop', [], true),
  ],
  reading: [],
};
const world = testWorld(modules);

/** `severity code: message` of each finding, with the text it is about; what there is to say of calls only. */
function findings(source: string, dialect: Dialect, about: World = world): readonly string[] {
  const parsed = parse(source, { tasks: dialect === 'plan' });
  assert.deepEqual(parsed.faults, [], source);
  const folder = dialect === 'plan' ? 'plans' : 'manifests';
  const found = analyzeCalls({ path: `/modules/m/${folder}/here.pp`, parsed, dialect }, about);
  return found.map((each) => `${each.code} «${source.slice(each.start, each.end)}» ${each.message}`);
}

const refused = readFileSync(join(import.meta.dirname, 'fixtures/refused-by-puppet.jsonl'), 'utf8');

test("what Puppet refuses is found, in Puppet's words", () => {
  // A module that was read and is empty, so that its names surely don't exist.
  const about = testWorld({ files: { 'm/manifests/init.pp': 'class m { }', 'nosuch/manifests/other.pp': '' } });
  for (const line of refused.trim().split('\n')) {
    const [source, code, message] = JSON.parse(line) as [string, string, string];
    const parsed = parse(source);
    const found = analyzeCalls({ path: '/modules/m/manifests/here.pp', parsed, dialect: 'manifest' }, about);
    const said = found.map((each) => [each.code, each.message.replace(/\.( Did you mean .*)?$/s, '')]);
    assert.deepEqual(said.find(([, text]) => text === message) ?? said, [code, message], source);
  }
});

// Each row: statements of a plan, and what is found in them.
const inPlans: readonly (readonly [statements: string, ...found: readonly string[]])[] = [
  ["run_task('m', $t, service => 'a', action => 'start')"],
  ["run_task('m', $t, 'why', service => 'a', action => 'start', wait => undef, '_catch_errors' => true)"],
  ["run_task('m::any', $t, x => 1, '_run_as' => 'root')"],
  ["run_task('m::noop', $t, '_noop' => true)"],
  ["run_task('m', $t, $parameters)"],
  ["run_task('m', $t, { service => 'a' } + $more)"],
  ["run_task('m', $t, *$more)"],
  ["run_task('m', $t, service => $s, action => $a, wait => $w)"],
  ["run_task($name, $t, service => 'a')"],
  ['run_task("m::${name}", $t)'],
  ["'m'.run_task($t, service => 'a', action => 'stop')"],
  ["run_task('m', $t, service => 'a')", "missing-parameter «'m'» Task m: expects a value for parameter 'action'"],
  [
    "run_task('m', $t)",
    "missing-parameter «'m'» Task m: expects a value for parameter 'service'",
    "missing-parameter «'m'» Task m: expects a value for parameter 'action'",
  ],
  [
    "run_task('m', $t, { 'service' => 'a', 'actoin' => 'stop', $k => 1 })",
    "unknown-parameter «'actoin'» Task m: has no parameter named 'actoin'. Did you mean 'action'?",
  ],
  [
    "run_task('m', $t, service => 1, action => 'restart')",
    "parameter-type «1» Task m: parameter 'service' expects a String value, got Integer",
    "parameter-type «'restart'» Task m: parameter 'action' expects a match for Enum['start', 'stop'], got 'restart'",
  ],
  [
    "run_task('m::any', $t, '_catch_error' => true)",
    "unknown-option «'_catch_error'» 'run_task' has no option '_catch_error'. Did you mean '_catch_errors'?",
  ],
  ["run_task('m::any', $t, '_noop' => true)", "unknown-option «true» The task 'm::any' does not support noop"],
  ["run_task('m::nosuch', $t)", "unknown-task «'m::nosuch'» Could not find a task named 'm::nosuch'."],
  [
    "run_task('m::noopp', $t)",
    "unknown-task «'m::noopp'» Could not find a task named 'm::noopp'. Did you mean 'm::noop'?",
  ],
  ["run_task_with('m', $t) |$target| { { service => 'a' } }"],
  [
    "run_task_with('m::nosuch', $t) |$target| { {} }",
    "unknown-task «'m::nosuch'» Could not find a task named 'm::nosuch'.",
  ],
  ["run_task('m')", "argument-count «run_task» 'run_task' expects between 2 and 4 arguments, got 1"],
  ["run_task('facts', $t)"],
  ["run_plan('m', $t, version => '1')"],
  ["run_plan('m', targets => $t, version => '1')"],
  ["run_plan('m', 'localhost', { 'version' => '1' })"],
  ["run_plan('m::old', $t)"],
  ["run_plan('m::old', nodes => $t, '_catch_errors' => true)"],
  ["run_plan('m', $t, $args)"],
  ["run_plan('m', $either)"],
  ["run_plan('m', version => '1')", "missing-parameter «'m'» m: expects a value for parameter 'targets'"],
  ["run_plan('m', 'a')", "missing-parameter «'m'» m: expects a value for parameter 'version'"],
  ["run_plan('m', $targets)", "missing-parameter «'m'» m: expects a value for parameter 'version'"],
  [
    "run_plan('m', $targets, $words)",
    'argument-type «$words» ',
    "missing-parameter «'m'» m: expects a value for parameter 'version'",
  ],
  ["run_plan('m::none', 'a')", "unknown-parameter «'a'» m::none: has no parameter named 'nodes'"],
  [
    "run_plan('m', $t, version => 1, vresion => 2)",
    "parameter-type «1» m: parameter 'version' expects a String value, got Integer",
    "unknown-parameter «vresion» m: has no parameter named 'vresion'. Did you mean 'version'?",
  ],
  ["run_plan('m::nosuch')", "unknown-plan «'m::nosuch'» Could not find a plan named 'm::nosuch'."],
  [
    "upload_file('a', 'b', $t, catch_errors => true)",
    "unknown-option «catch_errors» 'upload_file' has no option 'catch_errors'. Did you mean '_catch_errors'?",
  ],
  [
    "run_command('a', $t, 'why', '_env_var' => {})",
    "unknown-option «'_env_var'» 'run_command' has no option '_env_var'. Did you mean '_env_vars'?",
  ],
  ["run_command('a', $t, 'why', '_env_vars' => {}, '_run_as' => 'x')"],
  ["run_command('a')", "argument-count «run_command» 'run_command' expects between 2 and 4 arguments, got 1"],
  [
    'run_command(1, $t)',
    "argument-type «1» The function 'run_command' was called with arguments it does not accept. It expects one of:",
  ],
  ["run_command('a', 1)", 'argument-type «1» '],
  ['$r = run_command("a", $t) $r.each |$x| { out::message($x.value) }'],
  ['$r = run_command("a", $t) $r.first.target.name.upcase'],
  ['$r = run_command("a", $t) $r.nosuch', "unknown-function «nosuch» Unknown function: 'nosuch'."],
  ['$r = run_command("a", $t) run_command("b", $r)', 'argument-type'],
  ['$r = run_command("a", $t) $r.frist', "unknown-function «frist» Unknown function: 'frist'. Did you mean 'first'?"],
  ['catch_errors() || { run_command("a", $t) }'],
  ['catch_errors()', "argument-count «catch_errors» 'catch_errors' expects a block"],
  ['include m', "not-in-plans «include» The catalog operation 'include' is only available when compiling a catalog"],
  ['apply($t) { include m }'],
  ["apply($t) { reboot { 'x': } file_line { 'y': } Reboot['x'] -> File_line['y'] include puppet_agent }"],
  ['apply($t, _catch_errors => true) { }'],
  [
    "apply($t, '_noop' => true, _catch_error => true) { }",
    "unknown-option «_catch_error» 'apply' has no option '_catch_error'. Did you mean '_catch_errors'?",
  ],
  [
    "apply($t) { run_task('m', $t) }",
    "only-in-plans «run_task» Plan language function 'run_task' cannot be used from declarative manifest code or apply blocks",
  ],
  ['return 1'],
  ['[1].each |$x| { if $x { next() } break() }'],
  ['break()', 'misplaced-jump «break» break() from context where this is illegal'],
  ['m::f(1)'],
  ["m::f('a')", "argument-type «'a'» 'm::f' parameter 'x' expects an Integer value, got String"],
  ['m::nosuch(1)', "unknown-function «m::nosuch» Unknown function: 'm::nosuch'."],
  ['stdlib::nosuch(1)'],
  ['other::f(1) other::g(2)', 'missing-module'],
  ["get_targets('all', 1)", "argument-count «get_targets» 'get_targets' expects 1 argument, got 2"],
  ["$x = 'a' $x + M::Port"],
  ['assert_type(M::Prot, $t)', "unknown-data-type «M::Prot» Resource type not found: M::Prot. Did you mean 'M::Port'?"],
  ['assert_type(Optional[Strin], $t)', 'unknown-data-type «Strin» Resource type not found: Strin.'],
  ['hiera("a")', 'deprecated-function'],
  ["Integer('1', 2) Integer.new($t, 16) Target.new('uri' => 'a') Sensitive('a') String.new(1, '%d') |$r| { }"],
  ["Integer('1', 2, true, 4)", "argument-count «Integer» 'Integer.new' expects between 1 and 3 arguments, got 4"],
  ['Boolean.new()', "argument-count «Boolean» 'Boolean.new' expects 1 argument, got none"],
  ["Array(1, 'a')", "argument-type «'a'» 'Array.new' parameter 'wrap' expects a Boolean value, got String"],
  ['$r = run_command("a", $t) $r.first.ok $r.find("a") $r.filter_set |$x| { $x.ok }'],
  [
    '$r = run_command("a", $t) $r.find(1)',
    "argument-type «1» 'find' parameter 'target_name' expects a String value, got Integer",
  ],
  ['$r = run_command("a", $t) $r.filter_set()', "argument-count «filter_set» 'filter_set' expects a block"],
];

test('calls in a plan are checked against what they name', () => {
  for (const [statements, ...expected] of inPlans) {
    const found = findings(
      `plan m::here($t, $parameters, $either, TargetSpec $targets, Array $words) { ${statements} }`,
      'plan',
    );
    const short = found.map((each, index) => (each.startsWith(expected[index] ?? '?') ? expected[index] : each));
    assert.deepEqual(short, expected, statements);
  }
});

const inManifests: readonly (readonly [source: string, ...found: readonly string[]])[] = [
  ['include m'],
  ["include ::m, 'm::nosuch'", "unknown-class «'m::nosuch'» Could not find class ::m::nosuch."],
  ["class { 'm': count => 1 }"],
  ["class { 'm': }"],
  ["class { 'm': count => 1, require => File['/x'], tag => 'a' }"],
  [
    "class { 'm': coutn => 1 }",
    "unknown-parameter «coutn» Class[M]: has no parameter named 'coutn'. Did you mean 'count'?",
  ],
  [
    "class { 'm': count => undef }",
    "parameter-type «undef» Class[M]: parameter 'count' expects an Integer value, got Undef",
  ],
  ["class { 'm': name_of => undef, count => $x, * => $more }"],
  ["m::vhost { 'a': port => 80 }"],
  ["m::vhost { 'a': }", "missing-parameter «'a'» M::Vhost[a]: expects a value for parameter 'port'"],
  ["m::vhost { 'a': * => $all }"],
  ["m::vhost { default: port => 80; 'a': }"],
  ["M::Vhost { port => 80 } m::vhost { 'a': }"],
  [
    "m::vhost { ['a', 'b']: port => '80' }",
    "parameter-type «'80'» M::Vhost[…]: parameter 'port' expects an Integer value, got String",
  ],
  ["m::nosuch { 'a': }", "unknown-resource-type «m::nosuch» Unknown resource type: 'm::nosuch'."],
  ["file { '/x': ensure => file, owner => 'a', notify => Service['b'] }"],
  ["file { '/x': owenr => 'a' }", "unknown-parameter «owenr» no parameter named 'owenr'. Did you mean 'owner'?"],
  [
    "cron { 'x': } Yumrepo['y'] -> Mount['z'] nagios_host { 'h': } pe_ini_setting { 'i': } include puppet_enterprise::x",
  ],
  ["if defined('m::nosuch') { include m::nosuch }"],
  ["if defined(M::Nosuch['x']) and true { m::nosuch { 'y': } }"],
  ['unless defined(Class["m::nosuch"]) { class { "m::nosuch": } }'],
  ['class m::a inherits m { }'],
  ['class m::a inherits m::nosuch { }', 'unknown-class «m::nosuch» Could not find class ::m::nosuch.'],
  ["class m::a { notice('x') } include m::a"],
  ["run_task('m', 'a')", 'only-in-plans'],
  ["function m::g() { run_command('a', 'b') }"],
  ['class m::b(M::Port $p, Optional[M::Vhost] $q) { M::Vhost["x"] -> File["/y"] }'],
  ['class m::b { return() }'],
  ['return()', 'misplaced-jump «return» return() from context where this is illegal'],
  ['other::thing { "x": } include other', 'missing-module'],
  ["ensure_packages(['a'])", 'missing-module'],
  ["file_line { 'x': }", 'missing-module'],
  ['class m::b(Integer $p = 1, Optional[String] $q = undef, Array[String] $r = [], M::Port $s = $p) { }'],
  [
    "class m::b(Integer $p = 'a', String $q = undef, M::Port $r = 70000) { }",
    "parameter-type «'a'» parameter 'p' expects an Integer value, got String",
    "parameter-type «undef» parameter 'q' expects a String value, got Undef",
    "parameter-type «70000» parameter 'r' expects a",
  ],
  ['type M::Other = Variant[M::Port, Nosuch]', 'unknown-data-type «Nosuch» Resource type not found: Nosuch.'],
];

test('what a manifest names and gives is checked', () => {
  for (const [source, ...expected] of inManifests) {
    const found = findings(source, 'manifest');
    const short = found.map((each, index) => (each.startsWith(expected[index] ?? '?') ? expected[index] : each));
    assert.deepEqual(short, expected, source);
  }
});

// Each row: why nothing is certain, the world, and a source that would be wrong in another one.
const unsure: readonly (readonly [string, World, string])[] = [
  ['the module is still being read', testWorld({ ...modules, reading: ['n'] }), 'include n::a n::f() notice(N::T)'],
  [
    'a module may bring it that is still being read',
    testWorld({ ...modules, reading: ['n'] }),
    'nosuch() nosuch { x: }',
  ],
  ['a module may bring it that is not there', testWorld({ ...modules, missing: ['n'] }), 'nosuch() nosuch { x: }'],
  ['the module of the file is on no modulepath', testWorld({}), 'include n::a m::f(1)'],
  [
    'its types come in a set that does not say which',
    testWorld({ files: { 'm/types/init_typeset.pp': 'type M = TypeSet' } }),
    'notice(M::T)',
  ],
];

test('nothing is said of names that may exist', () => {
  for (const [why, about, source] of unsure) assert.deepEqual(findings(source, 'manifest', about), [], why);
});

test('what is probably a slip of the pen is told, as a warning, even where a module is missing', () => {
  const parsed = parse("notcie('x')");
  const about = testWorld({ ...modules, missing: ['n'] });
  const [found] = analyzeCalls({ path: '/modules/m/manifests/a.pp', parsed, dialect: 'manifest' }, about);
  assert.equal(found?.severity, 'warning');
  assert.equal(found?.suggestion, 'notice');
});

test('what is private is told where another module uses it', () => {
  const secret = { ...task('o::secret', []), documentation: { text: '', isPrivate: true } };
  const about = testWorld({ ...modules, declarations: [secret] });
  const said = (path: string) => {
    const parsed = parse("plan p($t) { run_task('o::secret', $t) }", { tasks: true });
    return analyzeCalls({ path, parsed, dialect: 'plan' }, about).map(({ severity, code }) => `${severity} ${code}`);
  };
  assert.deepEqual(said('/modules/m/plans/p.pp'), ['hint private-name']);
  assert.deepEqual(said('/modules/o/plans/p.pp'), []);
});

test('a missing module is told once in a file', () => {
  const found = findings('include n include n::a n::b { x: } include k', 'manifest');
  assert.deepEqual(
    found.map((each) => each.split(' ').slice(0, 2).join(' ')),
    ['missing-module «n»', 'missing-module «k»'],
  );
});

const set = `type M = TypeSet[{
  pcore_version => '1.0.0',
  version => '1.0.0',
  types => {
    Port => Integer[1, 9],
    Host => { attributes => { port => Port, name => { type => String, value => 'a' } } },
    Proxy => Host { attributes => { other => Other::Thing } },
  },
  references => { Other => { name => 'N', version_range => '1.x' } },
}]`;
const sets = testWorld({
  files: {
    'm/types/init_typeset.pp': set,
    'n/types/init_typeset.pp': 'type N = TypeSet[{types => {Thing => String}}]',
  },
});

test('the types of a type set are known, by their short names in it', () => {
  assert.deepEqual(findings(set, 'manifest', sets), []);
  assert.deepEqual(findings(set.replace('port => Port', 'port => Prt'), 'manifest', sets), [
    'unknown-data-type «Prt» Resource type not found: Prt.',
  ]);
  const rows: readonly (readonly [type: string, ...found: readonly string[]])[] = [
    ['M::Port'],
    ['M::Other::Thing'],
    ['M::Prot', "unknown-data-type «M::Prot» Resource type not found: M::Prot. Did you mean 'M::Port'?"],
    ['Port', 'unknown-data-type «Port» Resource type not found: Port.'],
  ];
  for (const [type, ...found] of rows) {
    assert.deepEqual(findings(`plan m::p(${type} $x) { }`, 'plan', sets), found, type);
  }
  assert.deepEqual(findings("plan m::p() { return(M::Proxy(1, 'b', 'c')) }", 'plan', sets), []);
});

test('parameters of data types are told where Puppet refuses them, and only there', () => {
  const rows: readonly (readonly [type: string, ...found: readonly string[]])[] = [
    ['Integer[5, 1]', "data-type-parameters «Integer[5, 1]» 'from' must be less or equal to 'to'. Got (5, 1)"],
    [
      'Array[String, 9007199254740993, 9007199254740992]',
      "data-type-parameters «Array[String, 9007199254740993, 9007199254740992]» 'from' must be less or equal to 'to'. Got (9007199254740993, 9007199254740992)",
    ],
    [
      'Optional[Array[Float[2, 1]]]',
      "data-type-parameters «Float[2, 1]» 'from' must be less or equal to 'to'. Got (2.0, 1.0)",
    ],
    [
      "Hash[String, Integer, 'c']",
      "data-type-parameters «'c'» A Type's size constraint arguments must be a single Integer type, or 1-2 integers (or default). Got a String",
    ],
    ['Integer[default, default]'],
    ['Integer[-5, -1]'],
    ["Enum['a', true]"],
    ['Array[1, 2]'],
    ['Array[String, Integer[1, 2]]'],
    ['String[-1]'],
    ["Optional['a']"],
    ["NotUndef['a']"],
    ["Struct[{Optional['a'] => Integer, 'b' => String}]"],
    ['Struct[a => Integer]'],
    ['Tuple[String, Integer, 1, default]'],
    ['Callable[String, 1, 2, Callable]'],
    ['Callable[[String], Integer]'],
    ['Boolean[false]'],
    ["Pattern[/a/, 'b', Regexp]"],
    ['Integer[$here, 1]'],
    ['Integer[*[1, 2]]'],
    ['Integer[1 + 1, 3]'],
  ];
  for (const [type, ...found] of rows) assert.deepEqual(findings(`notice(${type})`, 'manifest'), found, type);
});
