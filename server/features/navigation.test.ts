// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Puppet's interpolations
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testProject } from '../documents/test-project.ts';
import type { Place } from '../documents/words.ts';
import { incomingCalls, outgoingCalls, prepareCallHierarchy } from './call-hierarchy.ts';
import { definition, typeDefinition } from './definition.ts';
import { documentLinks } from './document-links.ts';
import { references } from './references.ts';
import { workspaceSymbols } from './workspace-symbols.ts';

type Files = Readonly<Record<string, string>>;

/** A module as people write them, with one of everything that can be named. */
const module: Files = {
  'bolt-project.yaml': 'name: p\n',
  'plans/deploy.pp': [
    '# @param path Where to',
    'plan p::deploy(TargetSpec $targets, String $path = p::root()) {',
    "  $done = run_task('p::copy', $targets, 'Copy', path => $path)",
    '  return "${done} ${path} $path"',
    '}',
  ].join('\n'),
  'plans/all.pp':
    "plan p::all() {\n  run_plan('p::deploy', targets => 'all', path => '/x')\n  run_plan(p::deploy, 'all')\n}",
  'tasks/copy.json': '{"parameters": {"path": {"type": "String[1]"}}}',
  'tasks/copy.sh': 'echo "$PT_path"',
  'functions/root.pp': 'function p::root() >> String { p::up("/") }',
  'lib/puppet/functions/p/up.rb':
    "Puppet::Functions.create_function(:'p::up') do\n  dispatch :up do\n    param 'String', :x\n  end\nend\n",
  'lib/puppet/type/thing.rb': 'Puppet::Type.newtype(:thing) do\n  newparam(:size)\nend\n',
  'types/mode.pp': "type P::Mode = Enum['a', 'b']",
  'manifests/init.pp': 'class p(P::Mode $mode = a) {\n  $dir = "/d"\n  include p::web\n}',
  'manifests/web.pp': [
    'class p::web {',
    '  p::site { "x": port => 1 }',
    "  class { 'p': mode => 'b' }",
    '  notify { "${p::mode} ${p::dir}": require => P::Site[\'x\'] }',
    "  file { '/a': content => epp('p/a.epp'), source => 'puppet:///modules/p/a.txt' }",
    "  Class['p'] -> File['/a']",
    "  thing { 'big': size => 1 }",
    '}',
  ].join('\n'),
  'manifests/site.pp': 'define p::site(Integer $port) { notice($port) }',
  'templates/a.epp': '<%= $p::mode %>',
  'files/a.txt': '',
};

/** The module with the cursor at the first place of the file where `at` begins with `¦` left out. */
async function opened(path: string, at: string) {
  const mark = at.indexOf('¦');
  const plain = at.replace('¦', '');
  const text = module[path] ?? '';
  const start = text.indexOf(plain);
  assert.ok(start >= 0 && mark >= 0, `${path} holds ${plain}`);
  const project = testProject(module);
  await project.workspace.world(`/p/${path}`);
  await project.workspace.index.settled();
  return { ...project, path: `/p/${path}`, offset: start + mark };
}

/** Places as `file: line with marks`. */
function shown(text: (path: string) => string, places: readonly Place[]): readonly string[] {
  return places
    .map(({ path, span }) => {
      const source = text(path);
      const start = source.lastIndexOf('\n', span.start - 1) + 1;
      const marked = `${source.slice(start, span.start)}«${source.slice(span.start, span.end)}»${source.slice(span.end)}`;
      return `${path.replace('/p/', '')}: ${marked.split('\n')[0]?.trim()}`;
    })
    .sort();
}

const definitions: readonly (readonly [path: string, at: string, expected: readonly string[]])[] = [
  ['plans/deploy.pp', '"${d¦one}', ["plans/deploy.pp: $«done» = run_task('p::copy', $targets, 'Copy', path => $path)"]],
  [
    'plans/deploy.pp',
    'path => $pa¦th',
    ['plans/deploy.pp: plan p::deploy(TargetSpec $targets, String $«path» = p::root()) {'],
  ],
  [
    'plans/deploy.pp',
    ' $pa¦th"',
    ['plans/deploy.pp: plan p::deploy(TargetSpec $targets, String $«path» = p::root()) {'],
  ],
  ['plans/deploy.pp', 'pa¦th => $path', ['tasks/copy.json: {"parameters": {"«path»": {"type": "String[1]"}}}']],
  [
    'plans/deploy.pp',
    'p::¦copy',
    ['tasks/copy.json: «»{"parameters": {"path": {"type": "String[1]"}}}', 'tasks/copy.sh: «»echo "$PT_path"'],
  ],
  ['plans/deploy.pp', 'p::roo¦t', ['functions/root.pp: function «p::root»() >> String { p::up("/") }']],
  ['functions/root.pp', 'p::u¦p', ["lib/puppet/functions/p/up.rb: Puppet::Functions.create_function(:'«p::up»') do"]],
  [
    'plans/all.pp',
    "'¦p::deploy",
    ['plans/deploy.pp: plan «p::deploy»(TargetSpec $targets, String $path = p::root()) {'],
  ],
  [
    'plans/all.pp',
    '(p::¦deploy',
    ['plans/deploy.pp: plan «p::deploy»(TargetSpec $targets, String $path = p::root()) {'],
  ],
  [
    'plans/all.pp',
    "pat¦h => '/x'",
    ['plans/deploy.pp: plan p::deploy(TargetSpec $targets, String $«path» = p::root()) {'],
  ],
  ['manifests/init.pp', 'P::¦Mode', ["types/mode.pp: type «P::Mode» = Enum['a', 'b']"]],
  ['manifests/init.pp', 'p::¦web', ['manifests/web.pp: class «p::web» {']],
  ['manifests/web.pp', 'p::s¦ite', ['manifests/site.pp: define «p::site»(Integer $port) { notice($port) }']],
  ['manifests/web.pp', 'P::S¦ite', ['manifests/site.pp: define «p::site»(Integer $port) { notice($port) }']],
  ['manifests/web.pp', 'po¦rt =>', ['manifests/site.pp: define p::site(Integer $«port») { notice($port) }']],
  ['manifests/web.pp', 'mo¦de =>', ['manifests/init.pp: class p(P::Mode $«mode» = a) {']],
  ['manifests/web.pp', "{ '¦p': mode", ['manifests/init.pp: class «p»(P::Mode $mode = a) {']],
  ['manifests/web.pp', "Class['¦p']", ['manifests/init.pp: class «p»(P::Mode $mode = a) {']],
  ['manifests/web.pp', '${p::mo¦de}', ['manifests/init.pp: class p(P::Mode $«mode» = a) {']],
  ['manifests/web.pp', '${p::di¦r}', ['manifests/init.pp: $«dir» = "/d"']],
  ['manifests/web.pp', '${¦p::dir}', ['manifests/init.pp: class «p»(P::Mode $mode = a) {']],
  [
    'manifests/web.pp',
    "File['/¦a']",
    ["manifests/web.pp: file { '«/a»': content => epp('p/a.epp'), source => 'puppet:///modules/p/a.txt' }"],
  ],
  ['manifests/web.pp', 'p/¦a.epp', ['templates/a.epp: «»<%= $p::mode %>']],
  ['manifests/web.pp', 'p/¦a.txt', ['files/a.txt: «»']],
  ['manifests/web.pp', 'th¦ing {', ['lib/puppet/type/thing.rb: Puppet::Type.newtype(:«thing») do']],
  ['manifests/web.pp', 'si¦ze =>', ['lib/puppet/type/thing.rb: newparam(:«size»)']],
  ['manifests/web.pp', 'not¦ify', []],
  ['plans/deploy.pp', ' p¦::root', ['functions/root.pp: function «p::root»() >> String { p::up("/") }']],
  ['plans/deploy.pp', '=¦ p::root', []],
  ['templates/a.epp', '$p::m¦ode', ['manifests/init.pp: class p(P::Mode $«mode» = a) {']],
];

test('definition leads from each name to where it is declared', async () => {
  for (const [path, at, expected] of definitions) {
    const { workspace, text, ...where } = await opened(path, at);
    const { places } = await definition(workspace, where.path, where.offset);
    assert.deepEqual(shown(text, places), expected, `${path}: ${at}`);
  }
});

test('the definition of a type is that of each alias in it', async () => {
  const alias = "types/mode.pp: type «P::Mode» = Enum['a', 'b']";
  const rows: [string, string, string[]][] = [
    ['manifests/init.pp', '$mo¦de', [alias]],
    ['manifests/web.pp', 'mo¦de =>', [alias]],
    ['manifests/site.pp', '$po¦rt', []],
    ['manifests/init.pp', '$di¦r =', []],
  ];
  for (const [path, at, expected] of rows) {
    const { workspace, text, ...where } = await opened(path, at);
    const { places } = await typeDefinition(workspace, where.path, where.offset);
    assert.deepEqual(shown(text, places), expected, at);
  }
});

test('the origin of a definition is the whole name without quotes', async () => {
  const rows: [string, string, string][] = [
    ['plans/all.pp', "'p::de¦ploy", 'p::deploy'],
    ['manifests/web.pp', '${p::di¦r}', 'dir'],
    ['manifests/web.pp', '${¦p::dir}', 'p'],
    ['manifests/web.pp', 'p/¦a.epp', 'p/a.epp'],
  ];
  for (const [path, at, expected] of rows) {
    const { workspace, text, ...where } = await opened(path, at);
    const { origin } = await definition(workspace, where.path, where.offset);
    assert.equal(text(where.path).slice(origin?.start, origin?.end), expected);
  }
});

const groups: readonly { readonly from: readonly (readonly [string, string])[]; readonly places: readonly string[] }[] =
  [
    {
      from: [
        ['plans/deploy.pp', '$¦done ='],
        ['plans/deploy.pp', '"${d¦one}'],
      ],
      places: [
        "plans/deploy.pp: $«done» = run_task('p::copy', $targets, 'Copy', path => $path)",
        'plans/deploy.pp: return "${«done»} ${path} $path"',
      ],
    },
    {
      from: [
        ['plans/deploy.pp', 'String $pa¦th'],
        ['plans/deploy.pp', ' $pa¦th"'],
        ['plans/all.pp', "pat¦h => '/x'"],
      ],
      places: [
        "plans/all.pp: run_plan('p::deploy', targets => 'all', «path» => '/x')",
        "plans/deploy.pp: $done = run_task('p::copy', $targets, 'Copy', path => $«path»)",
        'plans/deploy.pp: plan p::deploy(TargetSpec $targets, String $«path» = p::root()) {',
        'plans/deploy.pp: return "${done} ${path} $«path»"',
        'plans/deploy.pp: return "${done} ${«path»} $path"',
      ],
    },
    {
      from: [
        ['plans/deploy.pp', 'pa¦th => $path'],
        ['tasks/copy.json', '"pa¦th"'],
        ['tasks/copy.sh', 'PT_pa¦th'],
      ],
      places: [
        "plans/deploy.pp: $done = run_task('p::copy', $targets, 'Copy', «path» => $path)",
        'tasks/copy.json: {"parameters": {"«path»": {"type": "String[1]"}}}',
        'tasks/copy.sh: echo "$PT_«path»"',
      ],
    },
    {
      from: [
        ['plans/deploy.pp', 'p::dep¦loy('],
        ['plans/all.pp', '(p::¦deploy'],
      ],
      places: [
        "plans/all.pp: run_plan('«p::deploy»', targets => 'all', path => '/x')",
        "plans/all.pp: run_plan(«p::deploy», 'all')",
        'plans/deploy.pp: plan «p::deploy»(TargetSpec $targets, String $path = p::root()) {',
      ],
    },
    {
      from: [
        ['manifests/init.pp', 'class ¦p('],
        ['manifests/web.pp', "Class['¦p']"],
      ],
      places: [
        'manifests/init.pp: class «p»(P::Mode $mode = a) {',
        "manifests/web.pp: Class['«p»'] -> File['/a']",
        "manifests/web.pp: class { '«p»': mode => 'b' }",
        'manifests/web.pp: notify { "${p::mode} ${«p»::dir}": require => P::Site[\'x\'] }',
        'manifests/web.pp: notify { "${«p»::mode} ${p::dir}": require => P::Site[\'x\'] }',
        'templates/a.epp: <%= $«p»::mode %>',
      ],
    },
    {
      from: [
        ['manifests/init.pp', '$mo¦de'],
        ['templates/a.epp', '$p::m¦ode'],
        ['manifests/web.pp', 'mo¦de =>'],
      ],
      places: [
        'manifests/init.pp: class p(P::Mode $«mode» = a) {',
        "manifests/web.pp: class { 'p': «mode» => 'b' }",
        'manifests/web.pp: notify { "${p::«mode»} ${p::dir}": require => P::Site[\'x\'] }',
        'templates/a.epp: <%= $p::«mode» %>',
      ],
    },
    {
      from: [
        ['manifests/init.pp', '$di¦r ='],
        ['manifests/web.pp', '${p::di¦r}'],
      ],
      places: [
        'manifests/init.pp: $«dir» = "/d"',
        'manifests/web.pp: notify { "${p::mode} ${p::«dir»}": require => P::Site[\'x\'] }',
      ],
    },
    {
      from: [
        ['manifests/site.pp', 'p::si¦te'],
        ['manifests/web.pp', 'P::S¦ite'],
      ],
      places: [
        'manifests/site.pp: define «p::site»(Integer $port) { notice($port) }',
        'manifests/web.pp: «p::site» { "x": port => 1 }',
        'manifests/web.pp: notify { "${p::mode} ${p::dir}": require => «P::Site»[\'x\'] }',
      ],
    },
    {
      from: [['types/mode.pp', 'P::Mo¦de']],
      places: ['manifests/init.pp: class p(«P::Mode» $mode = a) {', "types/mode.pp: type «P::Mode» = Enum['a', 'b']"],
    },
    {
      from: [['functions/root.pp', 'p::u¦p']],
      places: [
        'functions/root.pp: function p::root() >> String { «p::up»("/") }',
        "lib/puppet/functions/p/up.rb: Puppet::Functions.create_function(:'«p::up»') do",
      ],
    },
  ];

test('references are the same from wherever they are asked, with and without the declaration', async () => {
  for (const { from, places } of groups) {
    for (const [path, at] of from) {
      const { workspace, text, ...where } = await opened(path, at);
      const found = await references(workspace, where.path, where.offset, true);
      assert.deepEqual(shown(text, found), [...places].sort(), `${path}: ${at}`);
      const uses = await references(workspace, where.path, where.offset, false);
      assert.equal(uses.length, places.length - 1, `${path}: ${at} without its declaration`);
    }
  }
});

test('the call hierarchy goes both ways over plans, tasks, functions and classes', async () => {
  const rows: [path: string, at: string, incoming: string[], outgoing: string[]][] = [
    ['plans/deploy.pp', 'p::dep¦loy(', ['plan p::all 2'], ['function p::root 1', 'task p::copy 1']],
    ['plans/all.pp', 'p::a¦ll(', [], ['plan p::deploy 2']],
    ['tasks/copy.sh', 'ec¦ho', ['plan p::deploy 1'], []],
    ['functions/root.pp', 'p::ro¦ot', ['plan p::deploy 1'], ['function p::up 1']],
    ['manifests/init.pp', 'p::¦web', ['class p 1'], ['define p::site 2', 'class p 4']],
  ];
  for (const [path, at, incoming, outgoing] of rows) {
    const { workspace, ...where } = await opened(path, at);
    const item = await prepareCallHierarchy(workspace, where.path, where.offset);
    assert.ok(item !== undefined, path);
    const list = (calls: Awaited<ReturnType<typeof incomingCalls>>) =>
      calls.map(({ item: each, spans }) => `${each.kind} ${each.name} ${spans.length}`);
    assert.deepEqual(list(await incomingCalls(workspace, item)), incoming, `calls of ${item.name}`);
    assert.deepEqual(list(await outgoingCalls(workspace, item)), outgoing, `what ${item.name} calls`);
  }
});

test('links lead to the files that functions and addresses name', async () => {
  const { workspace, text } = await opened('manifests/web.pp', '¦class');
  const links = await documentLinks(workspace, '/p/manifests/web.pp');
  const source = text('/p/manifests/web.pp');
  assert.deepEqual(
    links.map(({ start, end, target }) => [source.slice(start, end), target]),
    [
      ['p/a.epp', '/p/templates/a.epp'],
      ['puppet:///modules/p/a.txt', '/p/files/a.txt'],
    ],
  );
});

test('workspace symbols find what has these letters in its name', async () => {
  const { workspace } = await opened('plans/all.pp', 'p::a¦ll(');
  const names = async (query: string) => (await workspaceSymbols(workspace, query)).map(({ name }) => name);
  assert.deepEqual(await names('depl'), ['p::deploy']);
  assert.deepEqual(await names('pcopy'), ['p::copy']);
  assert.deepEqual(await names('zzz'), []);
});
