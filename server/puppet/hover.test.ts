// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Puppet's interpolations
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testProject } from '../documents/test-project.ts';
import { hover } from '../features/hover.ts';

const project: Readonly<Record<string, string>> = {
  'bolt-project.yaml': 'name: control\nmodulepath: [modules]\n',
  'modules/m/tasks/install.json': JSON.stringify({
    description: 'Installs a package.',
    parameters: { version: { type: 'String[1]', description: 'Which version.' } },
  }),
  'modules/m/tasks/install.sh': '',
  'modules/m/plans/rollout.pp':
    '# @summary Rolls it out.\n# @param release What to roll out.\nplan m::rollout(TargetSpec $targets, String[1] $release = "1") { }',
  'modules/m/manifests/init.pp': '# @param color The colour.\nclass m (String $color = "red") { }',
  'modules/m/manifests/plain.pp': 'class m::plain { }',
  'modules/m/manifests/site.pp': 'define m::site (Integer[1, 9] $root) { }',
  'modules/m/functions/shout.pp':
    '# Shouts.\n# @param word What is said.\nfunction m::shout(String $word, Integer $times = 1) >> String { $word }',
  'modules/m/types/init_typeset.pp':
    'type M = TypeSet[{ types => {\n# Which of them.\nSlot => Integer[1, 9],\nSlots => Array[Slot, 1] } }]',
  'modules/m/types/mode.pp': "# How fast.\ntype M::Mode = Enum['fast', 'slow']",
};

async function shown(path: string, written: string): Promise<{ text: string | undefined; word: string | undefined }> {
  const source = written.replace('¦', '');
  const { workspace } = testProject({ ...project, [path]: source });
  await workspace.world(`/p/${path}`);
  await workspace.index.settled();
  const found = await hover(workspace, `/p/${path}`, written.indexOf('¦'));
  return { text: found?.markdown, word: found && source.slice(found.span.start, found.span.end) };
}

interface Row {
  readonly path?: string;
  readonly at: string;
  /** The text that the hover is about. */
  readonly word?: string;
  /** What it says, each somewhere; none where there is no hover. */
  readonly says: readonly (string | RegExp)[];
}

const plan = 'modules/m/plans/x.pp';
const manifest = 'modules/m/manifests/x.pp';
const doc = '# @param kind Which kind.\n';
const head = `${doc}plan m::x(TargetSpec $targets, Enum[a, b] $kind = a) {\n`;

const rows: readonly Row[] = [
  {
    at: `${head}$ki¦nd }`,
    word: 'kind',
    says: ['Enum[a, b] $kind = a', 'Which kind.', 'One of `a` or `b`', 'Optional', 'plan `m::x`'],
  },
  {
    at: `${head}$x = run_command('ls', $targets)\n$¦x }`,
    word: 'x',
    says: ["$x = run_command('ls', $targets)", '`ResultSet`'],
  },
  {
    at: 'function m::g(Variant[String, Array] $list) { if $list =~ Array { $¦list } }',
    word: 'list',
    says: ['Variant[String, Array] $list', 'Here it is `Array`.'],
  },
  {
    at: 'function m::g(M::Slo¦ts $list) { }',
    word: 'M::Slots',
    says: ['type M::Slots = Array[Slot, 1]', 'A list of at least 1 entry, each `M::Slot`'],
  },
  {
    at: 'function m::g(M::Sl¦ot $list) { }',
    word: 'M::Slot',
    says: ['type M::Slot = Integer[1, 9]', 'Which of them.'],
  },
  { at: `${head}"\${ki¦nd}" }`, word: 'kind', says: ['Which kind.'] },
  { at: `${head}[1, 2].each |$o¦ne| { } }`, word: 'one', says: ['$one', 'Integer'] },
  {
    at: `${head}m::sh¦out('a') }`,
    word: 'm::shout',
    says: [
      'm::shout(String $word, Integer $times = 1) >> String',
      'Shouts.',
      '`word`: What is said.',
      'm/functions/shout.pp',
    ],
  },
  {
    at: `${head}run_t¦ask('m::install', $targets, 'what') }`,
    word: 'run_task',
    says: ['run_task(', '$description', 'Part of Bolt.'],
  },
  {
    at: `${head}run_task('m::in¦stall', $targets) }`,
    word: 'm::install',
    says: ['task m::install(String[1] $version)', 'Installs a package.'],
  },
  {
    at: `${head}run_task('m::install', $targets, 'ver¦sion' => '1') }`,
    word: 'version',
    says: ['String[1] $version', 'Which version.', 'Required', 'task `m::install`'],
  },
  {
    at: `${head}run_task('m::install', $targets, '_catch_e¦rrors' => true) }`,
    says: ['_catch_errors', 'Boolean', 'Option of function `run_task`'],
  },
  {
    at: `${head}run_plan('m::rol¦lout', $targets) }`,
    word: 'm::rollout',
    says: ['plan m::rollout(', 'Rolls it out.', '`release`: What to roll out.'],
  },
  {
    at: `${head}run_plan('m::rollout', $targets, release¦ => '2') }`,
    word: 'release',
    says: ['What to roll out.', 'Optional'],
  },
  {
    at: `${head}$r = run_command('x', $targets)\n$r.ok¦_set }`,
    word: 'ok_set',
    says: ['ResultSet.ok_set', 'ResultSet'],
  },
  { at: `${head}$kind.up¦case }`, word: 'upcase', says: ['upcase(', 'Part of Puppet.'] },
  { at: `plan m::¦y() { }`, says: ['plan m::y()'] },
  {
    at: `plan m::y(M::M¦ode $mode) { }`,
    word: 'M::Mode',
    says: ["type M::Mode = Enum['fast', 'slow']", 'One of `fast` or `slow`', 'How fast.'],
  },
  {
    at: `plan m::y(Arr¦ay[String[1], 2] $mode) { }`,
    word: 'Array',
    says: ['Array[String[1], 2]', 'A list of at least 2 entries'],
  },
  { at: `plan m::y() { i¦f true { } }`, word: 'if', says: ['condition'] },
  { at: `plan m::y() { $x = 0¦755 }`, word: '0755', says: ['493 = 0x1ED = 0755'] },
  { at: `plan m::y() { $x = ¦5 }`, says: [] },
  { at: `plan m::y() { # i¦f\n }`, says: [] },
  { at: `plan m::y() { 'run_t¦ask' }`, says: [] },
  { at: `plan m::y() { $unk¦nown }`, says: [] },
  { path: manifest, at: "$facts['o¦s']['family']", word: "'os'", says: ["$facts['os']", 'operating system'] },
  { path: manifest, at: "$facts['os']['fam¦ily']", says: ["$facts['os']['family']", 'family'] },
  { path: manifest, at: '$fac¦ts', word: 'facts', says: ['facts of the node'] },
  { path: manifest, at: 'define m::d() { $tit¦le }', word: 'title', says: ['title that it was declared with'] },
  { path: manifest, at: '$m::col¦or', says: ['String $color', 'The colour.', 'class `m`'] },
  { path: manifest, at: "fi¦le { 'a': }", word: 'file', says: ["file { 'title': … }", '`ensure`, `content`'] },
  {
    path: manifest,
    at: "file { 'a': ens¦ure => file }",
    word: 'ensure',
    says: ['ensure => Variant[Enum[file', 'Attribute of resource type `file`'],
  },
  { path: manifest, at: "file { 'a': requ¦ire => 1 }", word: 'require', says: ['Every resource takes it.'] },
  { path: manifest, at: "m::si¦te { 'a': root => 1 }", word: 'm::site', says: ['define m::site(Integer[1, 9] $root)'] },
  {
    path: manifest,
    at: "m::site { 'a': ro¦ot => 1 }",
    word: 'root',
    says: ['A whole number from 1 to 9', 'defined type `m::site`'],
  },
  { path: manifest, at: 'include m::pl¦ain', word: 'm::plain', says: ['class m::plain\n'] },
  { path: manifest, at: 'include ¦m', word: 'm', says: ['class m(', '`color`: The colour.'] },
  { path: manifest, at: "class { 'm': colo¦r => 'x' }", word: 'color', says: ['The colour.'] },
];

for (const { path = plan, at, word, says } of rows) {
  test(`hover in ${JSON.stringify(at.replace(head, ''))}`, async () => {
    const found = await shown(path, at);
    if (says.length === 0) assert.equal(found.text, undefined);
    if (word !== undefined) assert.equal(found.word, word);
    for (const part of says) assert.ok(found.text?.includes(String(part)), `${part} in:\n${found.text}`);
  });
}
