import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rubyRegex } from './ruby-regex.ts';

/** What Ruby 3.1 says of each expression: the texts it matches, and those it does not. */
const cases: readonly (readonly [source: string, matched: readonly string[], others: readonly string[]])[] = [
  ['', ['', 'a'], []],
  ['a|b', ['a', 'xb'], ['', 'c']],
  ['a|', ['', 'z'], []],
  ['\\Aab\\z', ['ab'], ['ab\n', 'xab', '\nab']],
  ['\\Aab\\Z', ['ab', 'ab\n'], ['ab\n\n']],
  ['^b$', ['b', 'a\nb', 'b\nc'], ['ab', 'bc']],
  ['^$', ['', '\n', '\na'], ['a', '\r\n']],
  ['a.b', ['axb', 'a\tb'], ['a\nb', 'ab']],
  ['(?m:a.b)', ['a\nb'], ['ab']],
  ['(?i)straße|É', ['STRAßE', 'é'], ['E']],
  ['a(?i:b)c', ['abc', 'aBc'], ['Abc', 'abC']],
  ['(?mi-x:A.)', ['a\n'], ['a']],
  ['(?x) a  b # c', ['ab'], ['a b']],
  ['a{2}', ['aa'], ['a']],
  ['\\Aa{,2}\\z', ['', 'a', 'aa'], ['aaa']],
  ['\\Aa{2}{3}\\z', ['aaaaaa'], ['aaaaa']],
  ['a{x}', ['a{x}'], ['a']],
  ['\\A[^\\n\\/\\0]+\\z', ['a b'], ['a/b', 'a\nb', 'a\0']],
  ['[[:alpha:]&&[^aé]]', ['b', 'ü'], ['a', 'é', '1']],
  ['[a-c-e]', ['b', '-', 'e'], ['d']],
  ['[\\d&&[^5]]', ['4'], ['5', 'a']],
  ['\\A\\h+\\z', ['0fF'], ['g']],
  ['\\p{Alpha}\\P{Digit}', ['ab', 'é-'], ['a1', '1a']],
  ['\\p{^Upper}', ['a'], ['A']],
  ['\\w', ['_'], ['é', '-']],
  ['[[:word:]]', ['é'], ['-']],
  ['\\s', ['\v'], ['\u00a0', 'a']],
  ['[[:space:]]', ['\u00a0'], ['a']],
  ['\\bé', ['é', 'a é'], ['aé']],
  ['\\x41\\u00e9\\u{1F600}', ['Aé😀'], ['A']],
  ['\\A.\\z', ['😀'], ['ab']],
  ['a++a', [], ['aaa']],
  ['(?>a|ab)c', ['ac'], ['abc']],
  ['x*+y', ['y', 'xxy'], ['xx']],
  ['(?=ab)a', ['ab'], ['ac']],
  ['(?!ab)a', ['ac'], ['ab']],
  ['(?<=a|bc)d', ['ad', 'bcd'], ['cd', 'd']],
  ['(?<!a)b', ['b', 'cb'], ['ab']],
  ['(?<name>a)(?#nothing)b', ['ab'], ['a']],
  ['\\R', ['\r\n', '\u0085'], ['a']],
  ['(a*)*b', ['b', 'aab'], ['aa']],
  ['(|a)+?b', ['b'], ['a']],
];

test('expressions match what they match in Ruby', () => {
  for (const [source, matched, others] of cases) {
    const regex = rubyRegex(source);
    assert.ok(regex !== undefined, source);
    for (const text of matched) assert.equal(regex.test(text), true, `${source} of ${JSON.stringify(text)}`);
    for (const text of others) assert.equal(regex.test(text), false, `${source} of ${JSON.stringify(text)}`);
  }
});

test('what Ruby refuses is none', () => {
  for (const source of ['(', ')', '*a', '+', '[', '[b-a]', 'a{2,1}', '\\', '(?<a', '[[:nope:]]', '\\p{Nope}', '(a']) {
    assert.equal(rubyRegex(source), undefined, source);
  }
});

test('what only Ruby can match is taken to match', () => {
  for (const source of ['(a)\\1', '(?<x>a)\\g<x>', '\\k<x>', '(?~a)', '(?:a{1000}){1000}']) {
    assert.equal(rubyRegex(source)?.test('b'), true, source);
  }
});

test('no expression takes long, however it is written', () => {
  const long = 'a'.repeat(5000);
  for (const [source, text] of [
    ['(a+)+$', `${long}b`],
    ['^(a|a)*$', `${long}b`],
    ['(a+a+)+b', long],
    ['\\A\\s*\\S*\\s*\\S*\\s*\\S*!$', ' a'.repeat(3000)],
    ['(?>a+)+b', long],
    ['a++b', long],
    ['(?=a+b)a', long],
    ['(?<=a{1,200})c', long],
    ['((((a*)*)*)*)*b', long],
  ] as const) {
    const began = process.threadCpuUsage();
    rubyRegex(source)?.test(text);
    const took = process.threadCpuUsage(began).user / 1000;
    assert.ok(took < 1000, `${source} took ${took} ms`);
  }
});
