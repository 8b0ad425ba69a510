// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Puppet's interpolations

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DocumentSymbol } from '../documents/answers.ts';
import { testProject } from '../documents/test-project.ts';
import type { Span } from '../documents/words.ts';
import { diagnostics } from '../features/diagnostics.ts';
import { documentHighlight } from '../features/document-highlight.ts';
import { documentLinks } from '../features/document-links.ts';
import { documentSymbols } from '../features/document-symbols.ts';
import { folding } from '../features/folding.ts';
import { linkedEditing } from '../features/linked-editing.ts';
import { selectionRanges } from '../features/selection-ranges.ts';
import { semanticTokens } from '../features/semantic-tokens.ts';
import { dialectOf } from './document.ts';

const plan = 'plans/x.pp';
const manifest = 'manifests/x.pp';

/** A cursor is `¦` here, since `$0` is Puppet. */
function opened(path: string, written: string) {
  const offset = written.indexOf('¦');
  const source = written.replace('¦', '');
  const project = testProject({ [path]: source });
  return { ...project, path: `/p/${path}`, offset, source: source.replace(/[«»]/g, '') };
}

test('a plan is what begins as one or lies under plans', () => {
  const rows: [string, string, string][] = [
    ['/m/plans/a.pp', '', 'plan'],
    ['/m/plans/sub/a.pp', 'function m::f() {}', 'plan'],
    ['/m/a.pp', '# says\n/* so */ plan m::a() {}', 'plan'],
    ['/m/manifests/plans/a.pp', 'class m::plans::a {}', 'manifest'],
    ['/plans/m/examples/a.pp', 'class a {}', 'manifest'],
    ['/m/manifests/plan.pp', 'class plan {}', 'manifest'],
    ['/m/a.pp', 'plan { "title": }', 'manifest'],
    ['/m/a.pp', '$plan = 1', 'manifest'],
    ['/m/templates/a.epp', 'plan a', 'template'],
  ];
  for (const [path, text, dialect] of rows) assert.equal(dialectOf(path, text), dialect, `${path}: ${text}`);
});

interface Fault {
  readonly path?: string;
  /** With `«…»` around each problem. */
  readonly text: string;
  readonly codes: readonly string[];
  readonly message?: RegExp;
  /** What the related place of the first problem holds, and its offset. */
  readonly related?: string;
}

const faults: readonly Fault[] = [
  { text: 'class a { notify { "x": } }', path: manifest, codes: [] },
  { text: 'plan m::x(TargetSpec $t) { apply($t) { notify { "x": } } }', codes: [] },
  { text: '$x = «apply»()\n$plan = plan', path: manifest, codes: ['only-in-plans'] },
  {
    text: 'plan x() «]»\n{}',
    codes: ['puppet-syntax-error'],
    message: /^Syntax error at '\]', expected '\{'$/,
  },
  {
    text: 'plan x() {\n  if true {\n    out::message("a")\n  «}»\n',
    codes: ['puppet-syntax-error'],
    message: /^Syntax error at end of input, expected '}' to close the '\{'$/,
    related: '9',
  },
  { text: '$a = «"»open\n', path: manifest, codes: ['puppet-unclosed-quote'], message: /^Unclosed quote after '"'/ },
  { text: '«/*»', path: manifest, codes: ['puppet-unclosed-comment'] },
  {
    text: '$a = @(EOT«)»\n  text\n',
    path: manifest,
    codes: ['puppet-heredoc-unclosed'],
    message: /without end-tagged/,
  },
  {
    text: 'plan x() {\n  «notify { "x": }»\n  return 1\n}',
    codes: ['puppet-expression-not-supported-when-scripting'],
  },
  {
    text: 'class x { «1» «2» }',
    path: manifest,
    codes: ['puppet-idem-expression-not-last', 'puppet-idem-not-allowed-last'],
  },
  { text: '$h = { a => 1, «a => 2» }', path: manifest, codes: ['puppet-duplicate-key'] },
  {
    // The validator keeps quiet about the first statement, where the parser went astray, and not about the third.
    text: 'class a { «]» 1 = 2 }\n$x = 1\nclass b { «3» = 4 }',
    path: manifest,
    codes: ['puppet-syntax-error', 'puppet-illegal-assignment'],
  },
  { text: '<%- | String $x | -%>\nHello <%= $x %>\n', path: 'templates/x.epp', codes: [] },
  { text: 'Hello <%= $««x»» \n', path: 'templates/x.epp', codes: ['puppet-epp-unbalanced', 'puppet-syntax-error'] },
];

for (const { path = plan, text, codes, message, related } of faults) {
  test(`diagnostics of ${JSON.stringify(text)}`, async () => {
    const project = opened(path, text);
    const found = await diagnostics(project.workspace, project.path);
    assert.deepEqual(
      [project.marked(project.path, found), found.map(({ code }) => code)],
      [text, codes],
      found[0]?.message,
    );
    if (message !== undefined) assert.match(found[0]?.message ?? '', message);
    if (related !== undefined) assert.equal(String(found[0]?.related?.[0]?.span.start), related);
  });
}

test('one version of a text is read once', async () => {
  const { workspace, path } = opened(plan, 'plan x() {}');
  const first = await workspace.puppet(path);
  assert.equal(await workspace.puppet(path), first);
  assert.equal(first?.names(), first?.names());
  workspace.files.show(path, 1, () => 'plan y() {}');
  assert.notEqual(await workspace.puppet(path), first);
});

function outline(symbols: readonly DocumentSymbol[], text: string, indent = ''): readonly string[] {
  return symbols.flatMap((one) => {
    assert.ok(one.span.start <= one.nameSpan.start && one.nameSpan.end <= one.span.end, one.name);
    const line = `${indent}${one.kind} ${one.name}${one.detail === undefined ? '' : ` = ${one.detail}`}`;
    return [
      `${line} @ ${text.slice(one.nameSpan.start, one.nameSpan.end)}`,
      ...outline(one.children, text, `${indent}  `),
    ];
  });
}

test('the outline', async () => {
  const { workspace, path, source } = opened(
    manifest,
    `class a::b(String $x, $y = 1) inherits a {
  if $x {
    file { ['/a', '/b']: ensure => file; "/c/\${x}": }
  }
  $list.each |$i| { @user { $i: } }
  [$p, $q] = [1, 2]
}
define a::d { class { 'a': } }
function a::f(Integer *$n) >> Integer { 1 }
type A::T = Variant[String,
  Integer]
node 'x.org', /y/ { include a }
define () {}
`,
  );
  assert.deepEqual(outline(await documentSymbols(workspace, path), source), [
    'class a::b @ a::b',
    '  parameter $x = String @ $x',
    '  parameter $y @ $y',
    "  resource File[['/a', '/b']] @ ['/a', '/b']",
    '  resource File["/c/${x}"] @ "/c/${x}"',
    '  resource User[$i] = virtual @ $i',
    '  variable $p @ $p',
    '  variable $q @ $q',
    'define a::d @ a::d',
    "  resource Class[a] @ 'a'",
    'function a::f @ a::f',
    '  parameter $n = Integer @ $n',
    'type A::T = Variant[String, Integer] @ A::T',
    "node 'x.org', /y/ @ 'x.org'",
    'define (define without a name) @ ',
  ]);
});

test('folding', async () => {
  const { workspace, path } = opened(
    manifest,
    `# one
# two
class a (
  $x,
) {
  file { 'x':
    mode => [
      1,
    ] }
  # alone
  $t = @(END)
    text
    | END
  /* a
     b */
}
`,
  );
  const folds = await folding(workspace, path);
  assert.deepEqual(
    folds.map(({ startLine, endLine, kind }) => `${startLine}-${endLine}${kind === undefined ? '' : ` ${kind}`}`),
    ['0-1 comment', '2-3', '4-14', '5-8', '6-7', '10-11', '13-14 comment'],
  );
});

test('a growing selection', async () => {
  const rows: [string, readonly string[]][] = [
    [
      "class a { file { 'x': mode => 'ab¦c' } }",
      ['abc', "'abc'", "mode => 'abc'", "'x': mode => 'abc'", " 'x': mode => 'abc' ", "file { 'x': mode => 'abc' }"],
    ],
    ['$x = f([1, 2¦2])', ['22', '1, 22', '[1, 22]']],
    ['$x = @(A)\n  te¦xt\n  A\n', ['  text\n', 'A)\n  text\n  A']],
    ['# a comm¦ent\n$x = 1', ['# a comment']],
  ];
  for (const [text, expected] of rows) {
    const { workspace, path, offset, source } = opened(manifest, text);
    const [chain = []] = await selectionRanges(workspace, path, [offset]);
    const texts = chain.map((span) => source.slice(span.start, span.end));
    assert.deepEqual(
      texts.filter((one) => expected.includes(one)),
      expected,
      text,
    );
    assert.equal(texts.at(-1), source);
    for (const [index, span] of chain.entries()) {
      const inner: Span = chain[index - 1] ?? span;
      assert.ok(span.start <= inner.start && inner.end <= span.end, text);
    }
  }
});

test('what is named here, wherever it is named', async () => {
  const rows: [string, string][] = [
    ['class a($¦x) { $y = «»$x }', 'class a(«$x») { $y = «$x» }'],
    [
      '$x = 1\nclass a { $x = 2 notice($¦x) }\nclass b { notice($x) }',
      '$x = 1\nclass a { «$x» = 2 notice(«$x») }\nclass b { notice($x) }',
    ],
    ['$¦x = 1\nclass b { notice($x, $::x) }', '«$x» = 1\nclass b { notice(«$x», «$::x») }'],
    ['plan p($x) { $l.each |$¦x| { out($x) } out($x) }', 'plan p($x) { $l.each |«$x»| { out(«$x») } out($x) }'],
    [
      'plan p($¦x) { $l.each |$y| { out("a ${x} $x ${x[1]}") } }',
      'plan p(«$x») { $l.each |$y| { out("a ${«x»} «$x» ${«x»[1]}") } }',
    ],
    ['class a($x) {}\nclass b { notice($a::¦x) }', 'class a(«$x») {}\nclass b { notice(«$a::x») }'],
    ['class a inherits c { notice($¦x) }\nnotice($x)', 'class a inherits c { notice(«$x») }\nnotice($x)'],
    ['function f() { 1 }\n$y = ¦f() + 2.f', 'function «f»() { 1 }\n$y = «f»() + 2.«f»'],
    ["plan m::p() { run_plan('m::¦p') $p = 1 }", "plan «m::p»() { run_plan(«'m::p'») $p = 1 }"],
    [
      "class a {}\ninclude ¦a\nclass { 'a': }\nclass { '::a': }",
      "class «a» {}\ninclude «a»\nclass { «'a'»: }\nclass { «'::a'»: }",
    ],
    ['define d() {}\n¦d { "x": }', 'define «d»() {}\n«d» { "x": }'],
    ['type T = String\nfunction f(¦T $x) { $x }', 'type «T» = String\nfunction f(«T» $x) { $x }'],
    ['notice(1) ¦ ', 'notice(1)  '],
  ];
  for (const [text, expected] of rows) {
    const { workspace, path, offset, marked } = opened(manifest, text.replaceAll('«»', ''));
    assert.equal(marked(path, await documentHighlight(workspace, path, offset)), expected, text);
  }
  const { workspace, path, offset } = opened(manifest, '$a = 1\nnotice($¦a)');
  const found = await documentHighlight(workspace, path, offset);
  assert.deepEqual(
    found.map(({ declares }) => declares),
    [true, false],
  );
});

test('both tags of a heredoc are edited together, whatever stands around them', async () => {
  const rows: [string, string][] = [
    ['$x = @(E¦ND)\n  text\n  END\n', '$x = @(«END»)\n  text\n  «END»\n'],
    ['$x = @("END":json/L)\n  {"a": ${b}}\n  | ¦END\n', '$x = @("«END»":json/L)\n  {"a": ${b}}\n  | «END»\n'],
    ['$x = @(END)\n  a\n\n  |- ¦END', '$x = @(«END»)\n  a\n\n  |- «END»'],
    ['$x = [@( A ), @(B¦B)]\na\nA\nb\nBB\n', '$x = [@( A ), @(«BB»)]\na\nA\nb\n«BB»\n'],
    ['$x = @( ¦A )\nA\n', '$x = @( «A» )\n«A»\n'],
    ['$x = @(E¦ND)\n  text\n', '$x = @(END)\n  text\n'],
    ['$x = @(END)\n  te¦xt\n  END\n', '$x = @(END)\n  text\n  END\n'],
  ];
  for (const [text, expected] of rows) {
    const { workspace, path, offset, marked } = opened(manifest, text);
    assert.equal(marked(path, await linkedEditing(workspace, path, offset)), expected, text);
  }
});

test('links to the files of modules that exist', async () => {
  const text =
    "file { 'a': source => 'puppet:///modules/m/a', x => ['puppet:///modules/m/no', 'puppet:///modules/o/b/c'] }";
  const linked = text.replace('puppet:///modules/m/a', '«$&»').replace('puppet:///modules/o/b/c', '«$&»');
  const files = { 'modules/m/files/a': '', 'modules/o/files/b/c': '' };
  const rows: Readonly<Record<string, string>>[] = [
    { ...files, 'bolt-project.yaml': 'name: p\n', 'plans/x.pp': text },
    { ...files, 'modules/m/manifests/types/x.pp': text },
  ];
  for (const row of rows) {
    const { workspace, marked } = testProject(row);
    const path = `/p/${Object.keys(row).at(-1)}`;
    const links = await documentLinks(workspace, path);
    assert.equal(marked(path, links), linked);
    assert.deepEqual(
      links.map(({ target }) => target),
      ['/p/modules/m/files/a', '/p/modules/o/files/b/c'],
    );
  }
});

test('a keyword that is a key or an attribute is not coloured as a keyword', async () => {
  const { workspace, path, source } = opened(manifest, "$h = { type => 1 }\nuser { 'x': function => 1 }");
  const words = (await semanticTokens(workspace, path)).map(
    ({ start, end, kind }) => `${kind} ${source.slice(start, end)}`,
  );
  assert.deepEqual(words, ['variable $h', 'class user', "string 'x'", 'property function']);
});

test('colours', async () => {
  const { workspace, path, source } = opened(
    plan,
    `plan m::p(TargetSpec $t) {
  $r = run_task('x', $t, mode => "a \${r['b']}")
  apply($t) { file { '/x': mode => @(END) } }
    text
    | END
  return $r.first
}`,
  );
  const words = (await semanticTokens(workspace, path)).map(
    ({ start, end, kind, declares }) => `${kind}${declares ? '!' : ''} ${source.slice(start, end)}`,
  );
  assert.deepEqual(words, [
    'keyword plan',
    'function! m::p',
    'type TargetSpec',
    'parameter! $t',
    'variable! $r',
    'function run_task',
    'parameter $t',
    'variable r',
    'keyword apply',
    'parameter $t',
    'class file',
    "string! '/x'",
    'property mode',
    'macro END',
    'macro END',
    'function return',
    'variable $r',
    'function first',
  ]);
});
