// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Puppet's interpolations
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from '../../syntax/parser.ts';
import type { AnalysisFinding, Dialect } from '../analysis-finding.ts';
import { analyze } from '../analyze.ts';
import { testWorld } from '../test-world.ts';
import type { World } from '../world.ts';

const ours: ReadonlySet<string> = new Set([
  'misplaced-definition',
  'reassigned-variable',
  'sensitive-leak',
  'unknown-variable',
  'unreachable-code',
  'unused-parameter',
  'unused-variable',
]);

/** The module m as the rows below know it. */
const world: World = testWorld({
  files: {
    'm/manifests/init.pp': 'class m($port = 1) inherits m::params { $home = "/m" }',
    'm/manifests/params.pp': 'class m::params { if true { $base = 1 } }',
    'm/manifests/odd.pp': 'class m::odd inherits elsewhere::params { $own = 1 }',
    'm/plans/x.pp': 'plan m::x() {}',
  },
  reading: ['later'],
});

const paths: Readonly<Record<Dialect, string>> = {
  plan: '/modules/m/plans/x.pp',
  manifest: '/site/manifests/site.pp',
  template: '/modules/m/templates/x.epp',
};

function findings(text: string, dialect: Dialect, path: string): readonly AnalysisFinding[] {
  const source = text.replace(/[«»]/g, '');
  const parsed = parse(source, { tasks: dialect === 'plan', epp: dialect === 'template' });
  const found = analyze({ path, parsed, dialect }, world);
  return found.filter(({ code }) => ours.has(code));
}

function marked(text: string, spans: readonly { readonly start: number; readonly end: number }[]): string {
  const source = text.replace(/[«»]/g, '');
  const marks = spans.flatMap(({ start, end }) => [
    { at: start, mark: '«' },
    { at: end, mark: '»' },
  ]);
  return marks
    .sort((a, b) => b.at - a.at)
    .reduce((all, { at, mark }) => all.slice(0, at) + mark + all.slice(at), source);
}

interface Row {
  readonly dialect?: Dialect;
  readonly path?: string;
  /** With `«…»` around each finding. */
  readonly text: string;
  /** `severity code` of each; one for all where all are alike. */
  readonly says?: string;
  readonly message?: RegExp;
  readonly suggestion?: string;
  readonly related?: string;
}

function check(what: string, rows: readonly Row[]): void {
  for (const { dialect = 'plan', path = paths[dialect], text, says, message, suggestion, related } of rows) {
    test(`${what}: ${text}`, () => {
      const found = findings(text, dialect, path);
      assert.equal(marked(text, found), text, found.map((each) => `${each.code}: ${each.message}`).join('\n'));
      for (const { severity, code } of found) assert.equal(`${severity} ${code}`, says);
      const [first] = found;
      if (message !== undefined) assert.match(first?.message ?? '', message);
      if (suggestion !== undefined) assert.equal(first?.suggestion, suggestion);
      const span = first?.related?.[0]?.span;
      const source = text.replace(/[«»]/g, '');
      if (related !== undefined) assert.equal(span && source.slice(span.start, span.end), related);
    });
  }
}

const unknown = 'error unknown-variable';
const warned = 'warning unknown-variable';

check('unknown in a plan', [
  { text: 'plan m::x($a) { f($a) }' },
  { text: 'plan m::x() { f(«$a») }', says: unknown, message: /^Unknown variable: 'a'\.$/ },
  { text: 'plan m::x($b) { f("${«a»} «$a» ${b}") }', says: unknown },
  { text: 'plan m::x($targets) { f(«$target», $targets) }', says: unknown, suggestion: 'targets' },
  { text: 'plan m::x($a) { if $a { $b = 1 } f($b) }' },
  { text: 'plan m::x() { f(«$a») $a = 1 }', says: unknown, message: /only after this/, related: 'a' },
  { text: 'plan m::x($l) { $l.each |$i| { f($later, $i) } $later = 1 }' },
  { text: 'plan m::x() { $a = «$a» }', says: unknown },
  { text: 'plan m::x($a = $b, $b = 1) { f($a, $b) }'.replace('$b,', '«$b»,'), says: unknown },
  {
    text: 'plan m::x($l) { $l.each |$i| { $n = $i f($n) } f(«$n») }',
    says: unknown,
    message: /gone when it ends/,
    related: 'n',
  },
  { text: 'plan m::x() { f(«$facts») }', says: unknown, message: /facts\(\$target\)/ },
  { text: 'plan m::x() { f(«$::settings::confdir», «$m::port») }', says: unknown },
  { text: 'plan m::x($t) { apply($t) { f($facts, $anything, $trusted) } }' },
  { text: 'plan m::x($targets) { apply($targets) { f($role, «$tragets») } }', says: warned, suggestion: 'targets' },
  { text: 'plan m::x($a) { if $a =~ /(x)/ { f($0, $1) } f($module_name) }' },
  { text: 'plan m::x($a) { f(«$title») f($a) }', says: unknown },
  { text: 'plan m::x($a) { $a = [1 f($b) }' },
]);

check('unknown in a function', [
  { dialect: 'manifest', text: 'function f($a) { $a + $facts + $::osfamily + $ipaddress_eth0 + $trusted + $title }' },
  { dialect: 'manifest', text: 'function f($list) { f($list) f(«$lsit») }', says: warned, suggestion: 'list' },
  { dialect: 'manifest', text: '$top = 1\nfunction f() { $top }' },
  { dialect: 'manifest', text: 'function f() { f(«$a») $a = 1 f($a) }', says: unknown },
  {
    dialect: 'manifest',
    text: 'function f() { $m::port + «$m::prot» + $later::x + $absent::x + $m::base }',
    says: warned,
  },
]);

check('unknown in a manifest', [
  { dialect: 'manifest', text: 'class a { f($anything, $osfamily, $::x) }' },
  {
    dialect: 'manifest',
    text: 'class a($package_name) { f($package_name, «$pakcage_name») }',
    says: warned,
    suggestion: 'package_name',
  },
  { dialect: 'manifest', text: 'class a($server1, $hosts) { f($server2, $host, $server) }' },
  { dialect: 'manifest', text: 'class a($package_name) inherits b { f($pakcage_name) }' },
  { dialect: 'manifest', text: 'class a($package_name) { f($pakcage_name) f($pakcage_name) }' },
  { dialect: 'manifest', text: 'define a($titel) { f($title, $titel) }' },
  { dialect: 'manifest', text: 'class a { f($m::home, $::m::port, $m::base, $m::title, $m::odd::own, $m::odd::any) }' },
  {
    dialect: 'manifest',
    text: 'class a { f(«$::m::hoem») }',
    says: warned,
    suggestion: 'm::home',
    message: /The class m has/,
  },
  { dialect: 'manifest', text: 'class a { f($later::x, $absent::x, $m::nothing::x, $settings::confdir) }' },
  { dialect: 'manifest', text: 'class a { f($early) $early = 1 }' },
  { dialect: 'template', text: '<%- | $a | -%><%= $a %><%= $b %><%= $facts %>' },
  { dialect: 'template', text: '<%= $anything %>' },
]);

const unused = 'warning unused-variable';
const parameter = 'hint unused-parameter';

check('unused', [
  { text: 'plan m::x() { «$a» = f() }', says: unused },
  { text: 'plan m::x() { $_a = f() }' },
  { text: 'plan m::x(«$a») { f() }', says: parameter },
  { text: 'plan m::x($_a) { f() }' },
  { text: 'plan m::x($a, $t) { apply($t) { f() } }' },
  { text: 'plan m::x($t) { $a = 1 apply($t) { f($a) } }' },
  { text: 'plan m::x($a) { epp("m/x.epp") }' },
  { text: 'plan m::x($l) { $l.each |$i, «$j»| { f($i) } }', says: parameter },
  { text: 'plan m::x($l) { $l.each |$i, $j| { f($j) } }' },
  { text: 'plan m::x($l) { $l.each |«$i»| { f() } }', says: parameter },
  { text: 'plan m::x($l) { $l.map |$i| { $r = f($i) } }' },
  { text: 'plan m::x($l) { $l.map |$i| { if $i { $r = 1 } else { $r = 2 } } }' },
  { text: 'plan m::x($l) { $l.map |$i| { «$r» = f($i) $i } }', says: unused },
  { text: 'plan m::x($l) { f($r = $l) }' },
  { text: 'plan m::x($l) { $v = if $l { $r = 1 } else { f() $r = 2 } f($v) }' },
  { text: 'plan m::x($l) { if $l { «$r» = 1 } else { f() } }', says: unused },
  { text: 'plan m::x($l) { if $l { f() } elsif f() { «$r» = 1 } f() }', says: unused },
  { text: 'plan m::x($l) { case $l { 1: { «$r» = 1 f() } default: { f() } } }', says: unused },
  { text: 'plan m::x() { [$a, $b] = f() f($b) }' },
  { dialect: 'manifest', text: 'class a($x) { $y = 1 }' },
  { dialect: 'manifest', text: 'class a($x) { f.each |«$y»| { f() } }', says: parameter },
  { dialect: 'manifest', text: 'class a($x) { f.each |$y| { template("a") } }' },
  { dialect: 'manifest', text: 'function f($a, «$b») { $a }', says: parameter },
  { dialect: 'manifest', text: 'function f($a) { $b = $a }' },
  { dialect: 'manifest', text: 'function f($a) { lookup("x") }' },
]);

const again = 'error reassigned-variable';

check('reassigned', [
  {
    text: 'plan m::x() { $a = 1 «$a» = 2 f($a) }',
    says: again,
    message: /^Cannot reassign variable '\$a'\.$/,
    related: 'a',
  },
  { text: 'plan m::x($a) { «$a» = f($a) }', says: again },
  { text: 'plan m::x($a) { if $a { $b = 1 } else { $b = 2 } f($b) }' },
  { text: 'plan m::x($a) { case $a { 1: { $b = 1 } default: { $b = 2 } } f($b) }' },
  { text: 'plan m::x($a) { if $a { $b = 1 } if !$a { $b = 2 } f($b) }' },
  { text: 'plan m::x($a) { $b = 1 if $a { «$b» = 2 } f($b) }', says: again },
  { text: 'plan m::x($a) { if $a { $b = 1 «$b» = 2 } f($b) }', says: again },
  { text: 'plan m::x($a) { $b = 1 f.each |$i| { $b = $i f($b) } f($a, $b) }' },
  { text: 'plan m::x($l) { $l.each |$i| { f($i) «$i» = 1 } }', says: again },
  { text: 'plan m::x($t) { $a = 1 apply($t) { $a = 2 f($a) } }' },
  { text: 'plan m::x() { [$a, «$a»] = [1, 2] f($a) }', says: again },
  { dialect: 'manifest', text: 'class a { «$title» = 1 }', says: again, message: /built in/ },
  { dialect: 'manifest', text: 'node x { $title = 1 }' },
  {
    dialect: 'manifest',
    text: 'class a(«$trusted») { f.each |$i| { «$facts» = $i } }',
    says: again,
    message: /reserved variable name: 'trusted'/,
  },
  { text: 'plan m::x() { $facts = 1 f($facts) }' },
  { dialect: 'manifest', text: 'class a { $x = 1 } class b inherits a { $x = 2 }' },
  { dialect: 'manifest', text: 'define a($x) { if $x { «$x» = 1 } }', says: again },
]);

const dead = 'warning unreachable-code';

check('unreachable', [
  { text: 'plan m::x() { return 1 }' },
  { text: 'plan m::x() { return 1 «f()\n f()» }', says: dead, related: 'return 1' },
  { text: 'plan m::x($a) { if $a { return 1 } f() }' },
  { text: 'plan m::x($a) { if $a { return 1 } else { fail_plan("x") } «f()» }', says: dead },
  { text: 'plan m::x($a) { if $a { return 1 } elsif f() { fail("x") } f() }' },
  { text: 'plan m::x($a) { unless $a { return() } else { "x".fail_plan } «f()» }', says: dead },
  { text: 'plan m::x($a) { case $a { 1: { return 1 } default: { fail("x") } } «f()» }', says: dead },
  { text: 'plan m::x($a) { case $a { 1: { return 1 } } f() }' },
  { text: 'plan m::x($l) { $l.each |$i| { next($i) } f() }' },
  { text: 'plan m::x($l) { $l.each |$i| { break() «f($i)» } }', says: dead },
  { text: 'plan m::x() { if false { «f()» } }', says: 'hint unreachable-code' },
  { text: 'plan m::x() { if true { f() } else { «f()» } }', says: 'hint unreachable-code' },
  { text: 'plan m::x() { catch_errors() || { return 1 } f() }' },
  { dialect: 'manifest', text: 'fail("x")\nclass a { }' },
]);

const misplaced = 'error misplaced-definition';
const m = '/modules/m';

check('misplaced', [
  { text: 'plan «m::y»() { }', says: misplaced, suggestion: 'm::x', message: /or move it to plans\/y\.pp\.$/ },
  { text: 'plan m() { }', path: `${m}/plans/init.pp` },
  { text: 'plan m::a::b() { }', path: `${m}/plans/a/b.pp` },
  { text: 'plan m::x() { }\nplan «m::z»() { }', says: misplaced, message: /one plan and nothing else/ },
  { text: 'plan m::x() { }\n«$a = 1»', says: misplaced },
  { text: 'function «m::x»() { }\n', says: misplaced, message: /Its place is functions\/x\.pp\.$/ },
  { text: 'plan other::x() { }', path: '/somewhere/plans/x.pp' },
  { text: 'plan «other::x»() { }', says: misplaced },
  { dialect: 'manifest', text: 'class m { }', path: `${m}/manifests/init.pp` },
  { dialect: 'manifest', text: 'class m::a { }\ndefine m::a::b { }', path: `${m}/manifests/a.pp` },
  { dialect: 'manifest', text: 'class ::m::a { }', path: `${m}/manifests/a.pp` },
  { dialect: 'manifest', text: 'class «m::b» { }', path: `${m}/manifests/a.pp`, says: misplaced, suggestion: 'm::a' },
  { dialect: 'manifest', text: 'class m::a { class b { } }', path: `${m}/manifests/a.pp` },
  { dialect: 'manifest', text: 'class m::a { }\n«include m::a»', path: `${m}/manifests/a.pp`, says: misplaced },
  { dialect: 'manifest', text: 'class m::a { }\n«node x { }»', path: `${m}/manifests/a.pp`, says: misplaced },
  { dialect: 'manifest', text: 'include x', path: `${m}/manifests/site.pp` },
  { dialect: 'manifest', text: 'class z { }', path: `${m}/examples/init.pp` },
  { dialect: 'manifest', text: 'class z { }', path: `${m}/spec/fixtures/manifests/site.pp` },
  { dialect: 'manifest', text: 'function m::f() { }', path: `${m}/functions/f.pp` },
  { dialect: 'manifest', text: 'function «m::g»() { }', path: `${m}/functions/f.pp`, says: misplaced },
  { dialect: 'manifest', text: 'class «m::f» { }', path: `${m}/functions/f.pp`, says: misplaced },
  { dialect: 'manifest', text: 'type M::Port = Integer', path: `${m}/types/port.pp` },
  { dialect: 'manifest', text: "type M = TypeSet[{ version => '1.0.0' }]", path: `${m}/types/init_typeset.pp` },
  {
    dialect: 'manifest',
    text: 'type «M::Prt» = Integer',
    path: `${m}/types/port.pp`,
    says: misplaced,
    suggestion: 'M::Port',
  },
  {
    dialect: 'manifest',
    text: 'type M::Port = Integer\ntype «M::B» = Integer',
    path: `${m}/types/port.pp`,
    says: misplaced,
  },
]);

const leak = 'warning sensitive-leak';

check('secrets', [
  { text: 'plan m::x(Sensitive $p) { out::message(«$p.unwrap») }', says: leak, message: /message/ },
  {
    text: 'plan m::x(Sensitive[String] $p) { $q = $p.unwrap out::message(«"is ${q}"») }',
    says: leak,
    related: '$p.unwrap',
  },
  { text: 'plan m::x(Optional[Sensitive[String]] $p, $t) { run_command(«"x ${$p.unwrap}"», $t) }', says: leak },
  { text: 'plan m::x(Variant[String, Sensitive] $p) { out::message($p.unwrap) }' },
  { text: 'plan m::x(Sensitive $p) { out::message($p) }' },
  { text: 'plan m::x(Sensitive $p) { out::message("is ${«p»}") }', says: leak, message: /redacted/ },
  { text: 'plan m::x(Sensitive $p, $t) { run_task("a", $t, p => $p.unwrap) }' },
  { text: 'plan m::x(Sensitive $p) { unwrap($p) |$s| { notice(«"it is ${s}"») } }', says: leak },
  { text: 'plan m::x(Sensitive $p) { $n = $p.unwrap.length out::message("${n} letters") }' },
  { text: 'plan m::x($a) { $p = Sensitive($a) fail_plan(«"x ${$p.unwrap}"») }', says: leak },
  { text: 'plan m::x($a) { $p = Sensitive.new($a) fail_plan(«join(["x", $p.unwrap], " ")») }', says: leak },
  { text: 'plan m::x(Sensitive $p) { $s = Sensitive("x ${p.unwrap}") out::message($s) }' },
  { text: 'plan m::x(Sensitive $p) { if f() { $s = $p.unwrap } else { $s = "no" } out::message($s) }' },
  {
    dialect: 'manifest',
    text: 'class a(Sensitive $p) { exec { "x": command => «"x ${p.unwrap}"» } notify { «$p.unwrap»: } }',
    says: leak,
  },
  { dialect: 'manifest', text: 'class a(Sensitive $p) { exec { "x": command => Sensitive("x ${p.unwrap}") } }' },
  { dialect: 'manifest', text: 'class a(Sensitive $p) { file { "x": content => "p=${«$p»}" } }', says: leak },
  { dialect: 'template', text: '<%- | Sensitive $p | -%><%= "x ${p}" %>' },
]);

test('a brace too much spills a definition over the top of the file', () => {
  const text =
    'class a($x) { if $x { } } $y = 1 } $y = 2\nfunction f($a) { $a $b } }\nfunction g() { f($early) $early = 1 }';
  const found = findings(text, 'manifest', paths.manifest);
  assert.deepEqual(
    found.map(({ name }) => name),
    ['early'],
  );
});

test('what does not parse is not talked about', () => {
  const text = 'class a { f($a ] }\nfunction f() { f($b) $b = 1 }';
  const found = findings(text, 'manifest', paths.manifest);
  assert.deepEqual(
    found.map(({ name }) => name),
    ['b'],
  );
});

test('of very many unknown names the last are compared with nothing', () => {
  const lines = Array.from({ length: 3000 }, (_, index) => `$value_${index} = f($valeu_${index})`);
  const found = findings(`plan m::x() { ${lines.join('\n')} f($value_0) }`, 'plan', paths.plan);
  const unknowns = found.filter(({ code }) => code === 'unknown-variable');
  assert.equal(unknowns.length, 3000);
  assert.equal(unknowns[5]?.suggestion, 'value_0');
  assert.equal(unknowns.at(-1)?.suggestion, undefined);
});

test('a secret is followed through many variables, and no further than a stack is deep', () => {
  const chain = (length: number) => {
    const steps = Array.from({ length }, (_, index) => `$s${index + 1} = "\${s${index}}"`);
    return `plan m::x(Sensitive $p) { $s0 = $p.unwrap ${steps.join('\n')} out::message($s${length}) }`;
  };
  const leaks = (length: number) => findings(chain(length), 'plan', paths.plan).map(({ code }) => code);
  assert.deepEqual(leaks(50), ['sensitive-leak']);
  assert.deepEqual(leaks(20_000), []);
});
