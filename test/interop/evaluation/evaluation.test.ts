/** What expressions that nobody wrote evaluate to, against the Puppet that is installed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  evaluateSource,
  inferType,
  printType,
  richJson,
  stringOf,
  toRichData,
} from '../../../orchestrator-core/language/index.ts';
import { bareHost } from '../../support/evaluation-host.ts';
import { type Answer, askPuppet } from './ask-puppet.ts';

async function evaluate(source: string): Promise<Answer> {
  const options = { signal: AbortSignal.timeout(10_000), mostSteps: 100_000, turn: async () => {} };
  const answer = await evaluateSource(source, bareHost, options);
  if (!answer.ok) return { ok: false, error: answer.message };
  const { value } = answer;
  return {
    ok: true,
    value: JSON.parse(richJson(toRichData(value))),
    str: stringOf(value),
    type: printType(inferType(value)),
  };
}

const literals = [
  ...['0', '1', '2', '-3', '7', '0x1F', '017', '1.5', '-0.25', '2.0', '1e3'],
  ...["''", "'a'", "'A'", "'abc'", "'10'", "'a b'", '"x\\ny"', "'é'", "'1.2.3'"],
  ...['true', 'false', 'undef', 'default', '/b+/', '/(a)(.)/', 'Integer', 'String[1]', 'Integer[1, 3]', 'Enum[a, b]'],
  ...['Array[Integer]', 'Optional[String]', 'Variant[Integer, String]', 'Struct[{a => Integer}]'],
  ...["SemVer('1.2.3')", "SemVerRange('>=1.0.0')", 'Timespan(90)', "Timestamp('2020-01-01')", "Sensitive('s')"],
];
const binary = ['+', '-', '*', '/', '%', '<<', '>>', '==', '!=', '<', '<=', '>', '>=', '=~', '!~', 'in', 'and', 'or'];
const functions = [
  ...['size', 'empty', 'upcase', 'downcase', 'capitalize', 'strip', 'abs', 'floor', 'ceiling', 'round', 'flatten'],
  ...['keys', 'values', 'unique', 'sort', 'type', 'String', 'Integer', 'Float', 'Boolean', 'Array', 'Numeric', 'chop'],
];
const two = ['join', 'split', 'max', 'min', 'compare', 'versioncmp', 'match', 'dig', 'assert_type', 'index', 'get'];
const blocks = ['map', 'filter', 'each', 'any', 'all', 'with', 'then', 'partition'];

const { expression } = fc.letrec<{ expression: string }>((tie) => {
  const inner = tie('expression');
  return {
    expression: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom(...literals),
      fc.array(inner, { maxLength: 3 }).map((values) => `[${values.join(', ')}]`),
      fc.array(fc.tuple(fc.constantFrom('a', 'b', "'10'", '2'), inner), { maxLength: 3 }).map((entries) => {
        return `{${entries.map(([key, value]) => `${key} => ${value}`).join(', ')}}`;
      }),
      fc.tuple(inner, fc.constantFrom(...binary), inner).map(([a, operator, b]) => `(${a} ${operator} ${b})`),
      fc.tuple(inner, fc.constantFrom('0', '1', '-1', 'a', '0, 2')).map(([value, key]) => `(${value})[${key}]`),
      inner.map((value) => `!(${value})`),
      inner.map((value) => `"<\${${`(${value})`}}>"`),
      fc.tuple(fc.constantFrom(...functions), inner).map(([name, value]) => `${name}(${value})`),
      fc.tuple(fc.constantFrom(...two), inner, inner).map(([name, a, b]) => `${name}(${a}, ${b})`),
      fc
        .tuple(fc.constantFrom(...blocks), inner, inner)
        .map(([name, value, body]) => `${name}(${value}) |$x| { [$x, ${body}] }`),
      fc
        .tuple(inner, inner, inner)
        .map(([test, a, b]) => `if ${test} { ${a} } else { ${b} }`)
        .map((text) => `with() || { ${text} }`),
      fc
        .tuple(inner, inner, inner)
        .map(([value, option, result]) => `((${value}) ? { ${option} => ${result}, default => 'other' })`),
    ),
  };
});

test('generated expressions have the value or the error that they have for Puppet', async (context) => {
  const sources = fc.sample(expression, { numRuns: 2000, seed: 1 });
  const theirs = await askPuppet(sources);
  assert.equal(theirs.length, sources.length);
  const unlike: string[] = [];
  const otherWords: string[] = [];
  for (const [index, source] of sources.entries()) {
    const [ours, wanted] = [await evaluate(source), theirs[index]];
    const text = `${source}\n  we: ${JSON.stringify(ours)}\n  Puppet: ${JSON.stringify(wanted)}`;
    if (wanted?.ok && wanted.str.includes('#<Puppet')) continue;
    if (ours.ok && wanted?.ok) {
      if (JSON.stringify(ours) !== JSON.stringify(wanted)) unlike.push(text);
    } else if (ours.ok || wanted?.ok) unlike.push(text);
    else if (ours.error !== wanted?.error) otherWords.push(text);
  }
  context.diagnostic(`${sources.length} expressions, ${unlike.length} unlike, ${otherWords.length} with other words`);
  assert.ok(unlike.length <= sources.length * 0.01, unlike.join('\n'));
  // Where several signatures refuse for one reason it is told once, and of several faults the first; Ruby's own errors have
  // other words.
  assert.ok(otherWords.length <= sources.length * 0.15, otherWords.join('\n'));
});
