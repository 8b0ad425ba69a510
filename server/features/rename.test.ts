// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Puppet's interpolations
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testProject } from '../documents/test-project.ts';
import type { FileChange } from '../documents/words.ts';
import { withChanges } from '../puppet/actions/test-actions.ts';
import { prepareRename, rename } from './rename.ts';
import { renameFiles } from './rename-files.ts';

type Files = Readonly<Record<string, string>>;

const head: Files = { 'bolt-project.yaml': 'name: p\n' };

/** A cursor is `¦` in one of the files. */
async function opened(files: Files, folders: readonly string[] = []) {
  const [path, written] = Object.entries(files).find(([, text]) => text.includes('¦')) ?? ['', ''];
  const all = { ...head, ...files, ...(path === '' ? {} : { [path]: written.replace('¦', '') }) };
  const project = testProject(all);
  for (const name of Object.keys(all)) await project.workspace.world(`/p/${name}`);
  project.workspace.index.open(folders);
  await project.workspace.index.settled();
  return { ...project, path: `/p/${path}`, offset: written.indexOf('¦') };
}

/** The files that change, by the names they have afterwards. */
function after(text: (path: string) => string, files: readonly FileChange[]): Files {
  return Object.fromEntries(
    files.map((file) => {
      const changed = withChanges(text(file.path), file.changes);
      const name = file.path.replace('/p/', '');
      return [file.moveTo === undefined ? name : `${name} → ${file.moveTo.replace('/p/', '')}`, changed];
    }),
  );
}

interface Case {
  readonly files: Files;
  readonly to: string;
  /** The files that change, or the reason why none does. */
  readonly expected: Files | RegExp;
}

const variables: readonly Case[] = [
  {
    files: { 'plans/a.pp': 'plan p::a() { $x¦ = 1; $l = [1].map |$x| { $x }; return "$x ${x} ${x[0]} ${x.f} $xy" }' },
    to: 'y2',
    expected: {
      'plans/a.pp': 'plan p::a() { $y2 = 1; $l = [1].map |$x| { $x }; return "$y2 ${y2} ${y2[0]} ${y2.f} $xy" }',
    },
  },
  {
    files: { 'plans/a.pp': 'plan p::a() { [1].map |$x| { $¦x }; $x = 2 }' },
    to: '$_y',
    expected: { 'plans/a.pp': 'plan p::a() { [1].map |$_y| { $_y }; $x = 2 }' },
  },
  {
    files: { 'plans/a.pp': 'plan p::a() { $¦x = 1; $y = 2 }' },
    to: 'y',
    expected: /variable '\$y' already, in line 1/,
  },
  {
    files: { 'plans/a.pp': 'plan p::a() { $¦x = 1; [1].each |$y| { notice($x) } }' },
    to: 'y',
    expected: /variable '\$y' already/,
  },
  {
    files: { 'plans/a.pp': 'plan p::a() { $y = 1; [1].each |$¦x| { notice($y) } }' },
    to: 'y',
    expected: /'\$y' already|something else/,
  },
  { files: { 'plans/a.pp': 'plan p::a() { $¦x = 1 }' }, to: 'X', expected: /'X' is no name for a variable/ },
  { files: { 'plans/a.pp': 'plan p::a() { $¦x = 1 }' }, to: '1', expected: /'1' is no name for a variable/ },
  { files: { 'plans/a.pp': 'plan p::a() { $¦x = 1 }' }, to: 'facts', expected: /Puppet itself sets '\$facts'/ },
  {
    files: {
      'manifests/init.pp': 'class p { $¦dir = 1 }',
      'manifests/b.pp': 'class p::b { notice($p::dir, "${::p::dir}") }',
    },
    to: 'home',
    expected: {
      'manifests/init.pp': 'class p { $home = 1 }',
      'manifests/b.pp': 'class p::b { notice($p::home, "${::p::home}") }',
    },
  },
];

const parameters: readonly Case[] = [
  {
    files: {
      'plans/a.pp': '# @param host Where\n# @param hosts No\nplan p::a(String $ho¦st, $b = $host) { return "${host}" }',
      'plans/b.pp':
        "plan p::b() { run_plan('p::a', host => 1, 'b' => 2) run_plan('p::a', { 'host' => 1 }) run_plan('p::b', host => 1) }",
    },
    to: 'server',
    expected: {
      'plans/a.pp':
        '# @param server Where\n# @param hosts No\nplan p::a(String $server, $b = $server) { return "${server}" }',
      'plans/b.pp':
        "plan p::b() { run_plan('p::a', server => 1, 'b' => 2) run_plan('p::a', { 'server' => 1 }) run_plan('p::b', host => 1) }",
    },
  },
  {
    files: {
      'manifests/d.pp': 'define p::d($size) { notice($size) }',
      'manifests/init.pp': "class p($size) { p::d { 'x': si¦ze => $size } P::D['x'] { size => 2 } P::D { size => 3 } }",
    },
    to: 'length',
    expected: {
      'manifests/d.pp': 'define p::d($length) { notice($length) }',
      'manifests/init.pp':
        "class p($size) { p::d { 'x': length => $size } P::D['x'] { length => 2 } P::D { length => 3 } }",
    },
  },
  {
    files: {
      'tasks/t.json': '{"parameters": {"path": {}, "mode": {}}}',
      'tasks/t.sh': 'echo $PT_path',
      'plans/a.pp': "plan p::a($path) { run_task('p::t', 'x', pa¦th => $path) }",
    },
    to: 'dir',
    expected: {
      'tasks/t.json': '{"parameters": {"dir": {}, "mode": {}}}',
      'tasks/t.sh': 'echo $PT_dir',
      'plans/a.pp': "plan p::a($path) { run_task('p::t', 'x', dir => $path) }",
    },
  },
  {
    files: {
      'tasks/t.json': '{"parameters": {"pa¦th": {}}}',
      'tasks/t.sh': 'echo $PT_path',
      'plans/a.pp': "plan p::a($path) { run_task('p::t', 'x', path => $path) }",
    },
    to: 'dir',
    expected: {
      'tasks/t.json': '{"parameters": {"dir": {}}}',
      'tasks/t.sh': 'echo $PT_dir',
      'plans/a.pp': "plan p::a($path) { run_task('p::t', 'x', dir => $path) }",
    },
  },
  {
    files: {
      'tasks/t.json': '{"parameters": {"path": {}}, "implementations": [{"name": "one.sh"}]}',
      'tasks/u.json': '{"parameters": {"path": {}}, "implementations": [{"name": "one.sh"}]}',
      'tasks/one.sh': 'echo $PT_path',
      'plans/a.pp': "plan p::a() { run_task('p::t', 'x', pa¦th => 1) run_task('p::u', 'x', path => 1) }",
    },
    to: 'dir',
    expected: {
      'tasks/t.json': '{"parameters": {"dir": {}}, "implementations": [{"name": "one.sh"}]}',
      'tasks/u.json': '{"parameters": {"dir": {}}, "implementations": [{"name": "one.sh"}]}',
      'tasks/one.sh': 'echo $PT_dir',
      'plans/a.pp': "plan p::a() { run_task('p::t', 'x', dir => 1) run_task('p::u', 'x', dir => 1) }",
    },
  },
  {
    files: {
      'plans/a.pp': 'plan p::a($¦targets) { }',
      'plans/b.pp': "plan p::b(TargetSpec $t) {\n  run_plan('p::a', $t) }",
    },
    to: 'hosts',
    expected: /by their place .* as in \/p\/plans\/b.pp, line 2/,
  },
  {
    files: {
      'plans/a.pp': 'plan p::a($¦targets) { }',
      'plans/b.pp': "plan p::b($t) { run_plan('p::a', targets => $t) }",
    },
    to: 'hosts',
    expected: {
      'plans/a.pp': 'plan p::a($hosts) { }',
      'plans/b.pp': "plan p::b($t) { run_plan('p::a', hosts => $t) }",
    },
  },
  {
    files: {
      'plans/a.pp': 'plan p::a($targets, $¦x = 1) { }',
      'plans/b.pp': "plan p::b($all) { run_plan('p::a', $all) }",
    },
    to: 'y',
    expected: /'p::a' is given parameters by a hash/,
  },
  {
    files: {
      'manifests/d.pp': 'define p::d($¦size) { }',
      'manifests/init.pp': "class p($all) {\n  p::d { 'x': * => $all } }",
    },
    to: 'length',
    expected: /'p::d' is given parameters by a hash in .*init.pp, line 2/,
  },
  {
    files: {
      'manifests/d.pp': 'define p::d($¦size) { }',
      'manifests/init.pp': "class p($all) { create_resources('p::d', $all) }",
    },
    to: 'length',
    expected: /'p::d' is given parameters by a hash/,
  },
  {
    files: {
      'tasks/t.json': '{"parameters": {"pa¦th": {}}}',
      'tasks/t.sh': '',
      'plans/a.pp': "plan p::a($all) { run_task('p::t', 'x', $all) }",
    },
    to: 'dir',
    expected: /'p::t' is given parameters by a hash/,
  },
  { files: { 'plans/a.pp': 'plan p::a($¦x) { }' }, to: 'node', expected: /'node' is a word of the language/ },
  {
    files: { 'plans/a.pp': 'plan p::a($¦x, $y) { }' },
    to: 'y',
    expected: /'p::a' has a parameter '\$y' already/,
  },
  { files: { 'plans/a.pp': 'plan p::a($¦x) { $y = $x }' }, to: 'y', expected: /variable '\$y' already/ },
  {
    files: {
      'tasks/t.json': '{"parameters": {"path": {}, "mode": {}}}',
      'plans/a.pp': "plan p::a() { run_task('p::t', 'x', pa¦th => 1) }",
    },
    to: 'mode',
    expected: /There is a parameter 'mode' already/,
  },
];

const templates: readonly Case[] = [
  {
    files: {
      'manifests/web.pp':
        "class p::web($¦port) { $a = template('p/a.erb') $b = epp('p/b.epp') $c = epp('p/c.epp', { port => 1 }) }",
      'templates/a.erb': '<%= @port %> @ports <%= @port + 1 %>',
      'templates/b.epp': '<%= $port %>',
      'templates/c.epp': '<%- | $port | -%><%= $port %>',
    },
    to: 'number',
    expected: {
      'manifests/web.pp':
        "class p::web($number) { $a = template('p/a.erb') $b = epp('p/b.epp') $c = epp('p/c.epp', { port => 1 }) }",
      'templates/a.erb': '<%= @number %> @ports <%= @number + 1 %>',
      'templates/b.epp': '<%= $number %>',
    },
  },
  {
    files: {
      'manifests/web.pp': "class p::web { $¦port = 1 $a = template('p/a.erb') }",
      'manifests/db.pp': "class p::db($port) { $a = template('p/a.erb') }",
      'templates/a.erb': '<%= @port %>',
    },
    to: 'number',
    expected: /a.erb reads 'port' of whoever renders it, and .*db.pp does as well/,
  },
  {
    files: { 'manifests/web.pp': "class p::web($¦port) { $a = inline_template('<%= @port %>') }" },
    to: 'number',
    expected: /in an inline template/,
  },
];

const data = {
  'data/common.yaml':
    'p::web::port: 1\n\'p::web::port_two\': 2\nlookup_options:\n  "p::web::port": {merge: deep}\nx: "%{lookup(\'p::web::port\')} p::web::port"\n',
};

const inData: readonly Case[] = [
  {
    files: { 'manifests/web.pp': 'class p::web($¦port, $port_two) { }', ...data },
    to: 'number',
    expected: {
      'data/common.yaml':
        'p::web::number: 1\n\'p::web::port_two\': 2\nlookup_options:\n  "p::web::number": {merge: deep}\nx: "%{lookup(\'p::web::number\')} p::web::port"\n',
      'manifests/web.pp': 'class p::web($number, $port_two) { }',
    },
  },
  {
    files: { 'manifests/web.pp': 'class p::w¦eb($port, $port_two) { }', ...data },
    to: 'p::site',
    expected: {
      'data/common.yaml':
        'p::site::port: 1\n\'p::site::port_two\': 2\nlookup_options:\n  "p::site::port": {merge: deep}\nx: "%{lookup(\'p::site::port\')} p::web::port"\n',
      'manifests/web.pp → manifests/site.pp': 'class p::site($port, $port_two) { }',
    },
  },
];

const declarations: readonly Case[] = [
  {
    files: {
      'plans/a.pp': 'plan p::¦a() { }',
      'plans/b.pp': "plan p::b() { run_plan('p::a') run_plan(\"p::a\") run_plan(p::a) run_plan('p::ab') }",
    },
    to: 'p::sub::c',
    expected: {
      'plans/a.pp → plans/sub/c.pp': 'plan p::sub::c() { }',
      'plans/b.pp':
        "plan p::b() { run_plan('p::sub::c') run_plan(\"p::sub::c\") run_plan(p::sub::c) run_plan('p::ab') }",
    },
  },
  {
    files: {
      'tasks/t.json': '{"implementations": [{"name": "t.sh"}, {"name": "other.sh"}]}',
      'tasks/t.sh': '',
      'tasks/other.sh': '',
      'tasks/other.json': '{"files": ["p/tasks/t.sh"]}',
      'tasks/t.md': '',
      'plans/a.pp': "plan p::a() { run_task('p::¦t', 'x') run_task_with(p::t, 'x') |$t| { {} } }",
    },
    to: 'p::u',
    expected: {
      'plans/a.pp': "plan p::a() { run_task('p::u', 'x') run_task_with(p::u, 'x') |$t| { {} } }",
      'tasks/other.json': '{"files": ["p/tasks/u.sh"]}',
      'tasks/t.json → tasks/u.json': '{"implementations": [{"name": "u.sh"}, {"name": "other.sh"}]}',
      'tasks/t.sh → tasks/u.sh': '',
    },
  },
  {
    files: {
      'manifests/d.pp': 'define p::d() { }',
      'manifests/init.pp':
        "class p { p::¦d { 'x': } ::p::d { 'y': } P::D['x'] -> ::P::D['y'] P::D <| |> Resource[p::d, 'x'] }",
    },
    to: 'p::site',
    expected: {
      'manifests/d.pp → manifests/site.pp': 'define p::site() { }',
      'manifests/init.pp':
        "class p { p::site { 'x': } ::p::site { 'y': } P::Site['x'] -> ::P::Site['y'] P::Site <| |> Resource[p::site, 'x'] }",
    },
  },
  {
    files: {
      'manifests/a.pp': 'class p::a { $v = 1 }',
      'manifests/b.pp':
        "class p::b inherits p::a { include p::¦a, ::p::a require('p::a') class { 'p::a': } Class['p::a'] ~> Class[p::a] notice($p::a::v) }",
      'templates/t.epp': '<%= $p::a::v %>',
    },
    to: 'p::new',
    expected: {
      'manifests/a.pp → manifests/new.pp': 'class p::new { $v = 1 }',
      'manifests/b.pp':
        "class p::b inherits p::new { include p::new, ::p::new require('p::new') class { 'p::new': } Class['p::new'] ~> Class[p::new] notice($p::new::v) }",
      'templates/t.epp': '<%= $p::new::v %>',
    },
  },
  {
    files: {
      'functions/f.pp': 'function p::f() { }',
      'plans/a.pp': 'plan p::a() { p::¦f() 1.p::f "${p::f()}" }',
    },
    to: 'p::g',
    expected: {
      'functions/f.pp → functions/g.pp': 'function p::g() { }',
      'plans/a.pp': 'plan p::a() { p::g() 1.p::g "${p::g()}" }',
    },
  },
  {
    files: {
      'types/old_mode.pp': 'type P::Old_mode = String',
      'plans/a.pp': 'plan p::a(Optional[P::Old¦_mode] $x, P::Old_mode $y) { }',
      'tasks/t.json': '{"parameters": {"a": {"type": "Optional[P::Old_mode]"}, "b": {"type": "P::Old_modes"}}}',
    },
    to: 'P::Mode',
    expected: {
      'plans/a.pp': 'plan p::a(Optional[P::Mode] $x, P::Mode $y) { }',
      'tasks/t.json': '{"parameters": {"a": {"type": "Optional[P::Mode]"}, "b": {"type": "P::Old_modes"}}}',
      'types/old_mode.pp → types/mode.pp': 'type P::Mode = String',
    },
  },
  {
    files: { 'plans/a.pp': 'plan p::¦a() { }', 'plans/b.pp': 'plan p::b() { }' },
    to: 'p::b',
    expected: /a plan 'p::b' already/,
  },
  {
    files: { 'manifests/a.pp': 'class p::¦a { }', 'manifests/b.pp': 'define p::b() { }' },
    to: 'p::b',
    expected: /a defined type 'p::b' already/,
  },
  { files: { 'plans/a.pp': 'plan p::¦a() { }' }, to: 'p::B', expected: /'p::B' is no name for a plan/ },
  { files: { 'plans/a.pp': 'plan p::¦a() { }' }, to: 'b', expected: /begins with that of its module, such as 'p::…'/ },
  {
    files: { 'plans/a.pp': 'plan p::¦a() { }', 'plans/c.pp': '' },
    to: 'p::c',
    expected: /there is such a file already/,
  },
  {
    files: { 'plans/a.pp': "plan p::a() { run_task('p::¦t', 'x') }", 'tasks/t.sh': '' },
    to: 'p::a::b',
    expected: /no place/,
  },
  { files: { 'plans/a.pp': 'plan p::a() { out::¦message(1) }' }, to: 'p::x', expected: /Bolt brings it along/ },
  { files: { 'manifests/a.pp': 'class p::¦a { }\nclass p::a::b { }' }, to: 'p::c', expected: /holds 'p::a::b', too/ },
  {
    files: {
      'plans/a.pp': 'plan p::a() { m::¦f() }',
      '.modules/m/functions/f.pp': 'function m::f() { }',
    },
    to: 'm::g',
    expected: /Bolt installed/,
  },
  {
    files: {
      'lib/puppet/functions/p/f.rb': "Puppet::Functions.create_function(:'p::f') { }",
      'plans/a.pp': 'plan p::a() { p::¦f() }',
    },
    to: 'p::g',
    expected: /written in Ruby/,
  },
];

for (const [name, cases] of Object.entries({ variables, parameters, templates, inData, declarations })) {
  test(`${name}: names are changed everywhere or nowhere`, async () => {
    for (const { files, to, expected } of cases) {
      const { workspace, text, path, offset } = await opened(files);
      const where = files[path.replace('/p/', '')];
      const done = await rename(workspace, path, offset, to);
      if (expected instanceof RegExp) {
        assert.match('refused' in done ? done.refused : JSON.stringify(done.files), expected, `${where} to ${to}`);
      } else {
        assert.ok('files' in done, `${where}: ${'refused' in done ? done.refused : ''}`);
        assert.deepEqual(after(text, done.files), expected, where);
      }
    }
  });
}

test('renaming there and back leaves everything as it was', async () => {
  for (const { files, to, expected } of [...variables, ...parameters, ...templates, ...inData, ...declarations]) {
    if (expected instanceof RegExp) continue;
    const { workspace, text, path, offset } = await opened(files);
    const done = await rename(workspace, path, offset, to);
    assert.ok('files' in done);
    const own = done.files.find((file) => file.path === path);
    const here = own?.changes.findIndex(({ start, end }) => start <= offset && offset <= end) ?? -1;
    const change = own?.changes[here];
    assert.ok(own !== undefined && change !== undefined, path);
    const moved = own.changes
      .slice(0, here)
      .reduce((sum, { start, end, text: put }) => sum + put.length - end + start, 0);
    const at = change.start + moved;
    const mark = (name: string, content: string) =>
      name === (own.moveTo ?? path) ? `${content.slice(0, at)}¦${content.slice(at)}` : content;
    const names = Object.keys(files).filter((name) => !done.files.some((file) => file.path === `/p/${name}`));
    const all = [
      ...names.map((name): [string, string] => [`/p/${name}`, text(`/p/${name}`)]),
      ...done.files.map((file): [string, string] => [
        file.moveTo ?? file.path,
        withChanges(text(file.path), file.changes),
      ]),
    ];
    const second = await opened(Object.fromEntries(all.map(([name, content]) => [name.slice(3), mark(name, content)])));
    const back = await rename(second.workspace, second.path, second.offset, text(path).slice(change.start, change.end));
    assert.ok('files' in back, `${JSON.stringify(back)}: ${text(path)}`);
    for (const file of back.files) {
      const original = file.moveTo ?? file.path;
      assert.equal(withChanges(second.text(file.path), file.changes), text(original), original);
    }
    assert.equal(back.files.length, done.files.length);
  }
});

test('what lies in no open folder is not renamed, and said so before a name is typed', async () => {
  const files = { 'plans/a.pp': 'plan p::¦a() { }' };
  const outside = await opened(files, ['/elsewhere']);
  const refused = await prepareRename(outside.workspace, outside.path, outside.offset);
  assert.match(
    refused !== undefined && 'refused' in refused ? refused.refused : '',
    /none of the folders that are open/,
  );
  const inside = await opened(files, ['/p']);
  assert.deepEqual(await prepareRename(inside.workspace, inside.path, inside.offset), {
    span: { start: 5, end: 9 },
    name: 'p::a',
  });
});

test('a file that moves takes the name that its new place asks for', async () => {
  const files: Files = {
    'plans/a.pp': 'plan p::a() { }',
    'plans/b.pp': "plan p::b() { run_plan('p::a') run_task('p::t', 'x') }",
    'tasks/t.json': '{}',
    'tasks/t.sh': '',
    'types/mode.pp': 'type P::Mode = String',
    'manifests/two.pp': 'class p::two { }\nclass p::two::more { }',
    'plans/old.yaml': 'steps: []\n',
    'plans/c.pp': "plan p::c() { run_plan('p::old') }",
    'lib/puppet/functions/p/f.rb': "Puppet::Functions.create_function(:'p::f') { }",
  };
  const rows: [from: string, to: string, expected: Files, refused: RegExp | undefined][] = [
    [
      'plans/a.pp',
      'plans/x/c.pp',
      { 'plans/a.pp': 'plan p::x::c() { }', 'plans/b.pp': "plan p::b() { run_plan('p::x::c') run_task('p::t', 'x') }" },
      undefined,
    ],
    [
      'tasks/t.sh',
      'tasks/u.sh',
      { 'plans/b.pp': "plan p::b() { run_plan('p::a') run_task('p::u', 'x') }", 'tasks/t.json → tasks/u.json': '{}' },
      undefined,
    ],
    ['types/mode.pp', 'types/file_mode.pp', { 'types/mode.pp': 'type P::File_mode = String' }, undefined],
    ['plans/a.pp', 'old/a.pp', {}, undefined],
    ['plans/old.yaml', 'plans/new.yaml', { 'plans/c.pp': "plan p::c() { run_plan('p::new') }" }, undefined],
    ['lib/puppet/functions/p/f.rb', 'lib/puppet/functions/p/g.rb', {}, /'p::f' is written in Ruby/],
    ['manifests/two.pp', 'manifests/three.pp', {}, /holds 'p::two::more', too/],
  ];
  for (const [from, to, expected, refused] of rows) {
    const { workspace, text } = await opened(files);
    const done = await renameFiles(workspace, [{ from: `/p/${from}`, to: `/p/${to}` }]);
    assert.deepEqual(after(text, done.files), expected, `${from} → ${to}`);
    assert.match(done.refused.join(), refused ?? /^$/);
  }
});
