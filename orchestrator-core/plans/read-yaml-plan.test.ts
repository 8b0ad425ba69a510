import assert from 'node:assert/strict';
import { test } from 'node:test';
import { children, type SyntaxNode } from '../language/index.ts';
import { readYamlPlan, stringsIn, yamlPlanDeclaration, yamlPlanName } from './index.ts';

/** Texts with the wrong place between `«»`, and what is said of it. */
const cases: readonly (readonly [text: string, ...messages: string[]])[] = [
  ['steps: []'],
  ['«parameters»: {}', 'Plan must specify an array of steps'],
  ['steps: «{}»', 'Plan must specify an array of steps'],
  ['«[]»', 'Plan must specify an array of steps: a YAML plan is a hash with the key steps'],
  ['steps: []\n«step»: 1', 'Plan contains illegal key(s) ["step"]'],
  ['steps: []\nprivate: «maybe»', `Plan m::p key 'private' must be a boolean, received: "maybe"`],
  ['parameters: «[a]»\nsteps: []', 'Plan parameters must be a Hash'],
  ['parameters:\n  a:\nsteps: []'],
  [
    'parameters:\n  «Big»:\nsteps: []',
    'Invalid parameter name "Big": it has lower-case letters, digits and underscores and starts with no digit',
  ],
  ['parameters:\n  a:\n    «sensitive»: true\nsteps: []', 'Plan parameter "a" contains illegal key(s) ["sensitive"]'],
  ['parameters:\n  a:\n    type: «String[1»\nsteps: []', 'Syntax error at end of input'],
  ['steps:\n- «x»', 'Parse error in step number 1: Plan step must be an object with valid step keys.'],
  [
    'steps:\n- «name»: x',
    'No valid action detected. A step has one of the keys command, download, eval, message, verbose, plan, resources, script, task, upload',
  ],
  ['steps:\n- eval: 1\n  «message»: x', 'Multiple action keys detected: ["eval", "message"]'],
  ['steps:\n- «command»: x', 'The "command" step requires: ["targets"] key(s)'],
  ['steps:\n- message: x\n  «run_as»: y', 'The "message" step does not support: ["run_as"] key(s)'],
  ['steps:\n- task: x\n  targets: y\n  parameters: «[]»', 'Parameters key must be a hash'],
  ['steps:\n- script: x\n  targets: y\n  arguments: «a»', 'arguments key must be an array'],
  [
    'steps:\n- plan: x\n  run_as: y\n  parameters: {«_run_as»: z}',
    'Cannot specify metaparameters when using top-level keys with same name: run_as',
  ],
  ['steps:\n- name: a\n  eval: 1\n- name: «a»\n  eval: 2', 'Duplicate step name or parameter detected: "a"'],
  [
    'steps:\n- name: «A»\n  eval: 1',
    'Invalid step name: "A". A name has lower-case letters, digits and underscores and starts with no digit',
  ],
  [
    'steps:\n- resources: [{«title»: a}]\n  targets: b',
    'Resource declaration must include type key if title key is set',
  ],
  [
    'steps:\n- resources: [{«package»: a, file: b}]\n  targets: b',
    'Resource declaration has ambiguous type: could be package or file',
  ],
  ['x: &a 1\nsteps:\n- eval: «*a»', 'Unknown alias: a'],
];

/** The text with `«»` around the first problem. */
function marked(text: string, problem: { readonly start: number; readonly end: number } | undefined): string {
  if (problem === undefined) return text;
  return `${text.slice(0, problem.start)}«${text.slice(problem.start, problem.end)}»${text.slice(problem.end)}`;
}

for (const [text, message] of cases) {
  test(`rule: ${text}`, () => {
    const plain = text.replace(/[«»]/g, '');
    const { problems } = readYamlPlan(plain, 'm::p');
    const found = problems.filter((problem) => problem.message.startsWith(message ?? ''));
    assert.equal(marked(plain, found[0]), text, JSON.stringify(problems));
    if (message === undefined) assert.deepEqual(problems, []);
  });
}

/** How strings are treated, with each variable in them marked. */
const strings: readonly (readonly [text: string, treatment: string])[] = [
  ["steps: [{message: '$x'}]", 'literal'],
  ['steps: [{message: hello $x}]', 'literal'],
  ['steps: [{message: «$x».y}]', 'code'],
  ['steps:\n- message: >\n    $x', 'literal'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Puppet's, not JavaScript's
  ['steps: [{message: "a\\t\\"${«x»}\\u00e9 «$y»\\x20 ${«z»}"}]', 'interpolated'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Puppet's, not JavaScript's
  ['steps: [{message: "one\n  two «$x»\n\n  three «$y» \\\n  ${«z»}"}]', 'interpolated'],
  ['steps:\n- message: |\n    [«$x»,\n\n      «$y»]\n    «$z»\nreturn: 1', 'code'],
  ['steps:\n- message: |2-\n     «$x»\n    «$y»\n', 'code'],
  ['steps:\r\n- message: |\r\n    [«$x»,\r\n    «$y»]\r\n', 'code'],
  ['steps:\n- message: «$x» +\n    «$y»\n', 'code'],
];

for (const [text, treatment] of strings) {
  test(`string: ${text}`, () => {
    const plain = text.replace(/[«»]/g, '');
    const { plan } = readYamlPlan(plain, 'm::p');
    const [string] = plan.steps.flatMap((step) => step.entries.flatMap((entry) => stringsIn(entry.value)));
    assert.equal(string?.treatment, treatment);
    const { expression } = string ?? {};
    const found: SyntaxNode[] = expression === undefined ? [] : [expression.parsed.program];
    for (const node of found) found.push(...children(node));
    const spans = found.filter((node) => node.kind === 'variable').map((node) => expression?.map.toDocument(node));
    const ordered = spans.flatMap((span) => span ?? []).sort((a, b) => b.start - a.start);
    assert.equal(ordered.reduce(marked, plain), text);
  });
}

test('a plan as its callers see it', () => {
  const text = [
    'description: Does it',
    'private: true',
    'parameters:',
    '  targets: {type: TargetSpec, description: where}',
    "  who: {type: String, default: 'world'}",
    '  any:',
    'steps: []',
  ].join('\n');
  const { plan, problems } = readYamlPlan(text, yamlPlanName('m', 'a/init.yaml'));
  assert.deepEqual(problems, []);
  const declaration = yamlPlanDeclaration(plan, '/m/plans/a/init.yaml');
  assert.equal(declaration.name, 'm::a::init');
  assert.deepEqual(declaration.documentation, { text: 'Does it', isPrivate: true });
  const [signature] = declaration.signatures;
  const parameters = signature?.parameters.map(({ span, ...rest }) => ({
    ...rest,
    written: text.slice(span?.start, span?.end),
  }));
  assert.deepEqual(parameters, [
    { name: 'targets', type: 'TargetSpec', isOptional: false, description: 'where', written: 'targets' },
    { name: 'who', type: 'String', isOptional: true, default: "'world'", written: 'who' },
    { name: 'any', isOptional: false, written: 'any' },
  ]);
});
