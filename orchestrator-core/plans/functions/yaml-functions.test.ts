import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { evaluateSource, nativeFunctions, richJson, toRichData } from '../../language/index.ts';
import { fakeWorld } from '../run/fake-world.ts';
import { yamlFunctions } from './yaml-functions.ts';

const texts = { '/good.yaml': 'a: [1, 1.0]\n', '/bad.yaml': 'a: [' };
const { host: bare } = fakeWorld({ files: texts }).loader;
const host = { ...bare, natives: new Map([...nativeFunctions(), ...Object.entries(yamlFunctions)]) };

async function evaluate(source: string): Promise<string> {
  const options = { signal: new AbortController().signal, mostSteps: 1000, turn: async () => {} };
  const answer = await evaluateSource(source, host, options);
  return answer.ok ? richJson(toRichData(answer.value)) : answer.message;
}

const at = 'Evaluation Error: Error while evaluating a Function Call, ';

/** A source and its value as rich data, as Ruby's Psych has it, or the error. */
const cases: readonly (readonly [source: string, answer: string])[] = [
  ["parseyaml('{a: 1, 2: yes, 10: x, b: 1.0}')", '{"__ptype":"Hash","__pvalue":["a",1,2,true,10,"x","b",1.0]}'],
  ['parseyaml("- 010\\n- 0x1f\\n- ~\\n- 2001-01-01\\n- :sym\\n- 1e3")', '[8,31,null,"2001-01-01",":sym","1e3"]'],
  ['parseyaml("a: &x [1]\\nb: *x")', '{"a":[1],"b":[1]}'],
  ["parseyaml('a: [', 'fallback')", '"fallback"'],
  ["parseyaml('', 'fallback')", '"fallback"'],
  ["stdlib::parseyaml('')", 'null'],
  ["loadyaml('/good.yaml')", '{"a":[1,1.0]}'],
  ["loadyaml('/bad.yaml', {})", '{}'],
  ["loadyaml('/none.yaml', 'x')", '"x"'],
  ["loadyaml('https://example.com')", `${at}loadyaml(): Baton reads files alone, nothing from the network`],
  ["loadjson('/good.yaml', 'no json')", '"no json"'],
  ["loadjson('/none')", 'null'],
  [
    "to_yaml({'b' => 1, 'a' => [1.0, {'x' => undef}], '2' => 'yes'})",
    JSON.stringify("---\nb: 1\na:\n- 1.0\n- x:\n'2': 'yes'\n"),
  ],
  ['to_yaml([])', JSON.stringify('--- []\n')],
  ["to_yaml({'a' => {}})", JSON.stringify('---\na: {}\n')],
  ["to_yaml('x')", JSON.stringify('--- x\n')],
  ['to_yaml(undef)', JSON.stringify('---\n')],
  ['to_yaml({\'a\' => "one\\ntwo\\n"})', JSON.stringify('---\na: |\n  one\n  two\n')],
  ["to_yaml({'a' => {'b' => 1}}, {'indentation' => 4})", JSON.stringify('---\na:\n    b: 1\n')],
  ["stdlib::to_yaml({'a' => Sensitive('x')}) =~ Sensitive", 'true'],
  [
    "parseyaml(to_yaml([':a', '1', 'null', '~', '#', \"\\t\", ' x ', 'é', 'a: b', '- x', '', '2001-01-01']))",
    '[":a","1","null","~","#","\\t"," x ","é","a: b","- x","","2001-01-01"]',
  ],
];

describe('functions about YAML', () => {
  for (const [source, answer] of cases) {
    it(source, async () => assert.equal(await evaluate(source), answer));
  }

  it('refuse aliases that grow without bound', async () => {
    const lines = Array.from({ length: 9 }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(9).fill(`*a${n}`).join(', ')}]`);
    const text = `a0: &a0 [x]\\n${lines.join('\\n')}`;
    assert.match(await evaluate(`parseyaml("${text}")`), /parseyaml\(\): more than 1000000 values/);
  });
});
