import assert from 'node:assert/strict';
import { test } from 'node:test';
import { postgresqlRegex } from './postgresql-regex.ts';

const texts = [
  'web00.us.example.com',
  'db01',
  'a\nc',
  'aab',
  '',
  'hé llo',
  '☃',
  'xweb',
  'A',
  'web',
  'a{,2}',
  'abcabd',
  '\u0001',
  'aac\nx',
];

/** An expression, and for each text whether PostgreSQL 15 matches it; or `!` and how it refuses the expression. */
const answers: readonly (readonly [source: string, matches: string])[] = [
  ['^web', '10000000010000'],
  ['web|db', '11000001010000'],
  ['w(e|x)b', '10000001010000'],
  ['[[:alpha:]]+', '11110101111101'],
  ['[^a-z]', '11100110101011'],
  [String.raw`\d+`, '11000000001000'],
  [String.raw`\mweb`, '10000000010000'],
  [String.raw`b\M`, '00010001010000'],
  [String.raw`\yweb`, '10000000010000'],
  [String.raw`\Yeb`, '10000001010000'],
  ['(?i)WEB', '10000001010000'],
  ['(?x) w e b  # name', '10000001010000'],
  ['(?q)a.b', '00000000000000'],
  ['***=web00', '10000000000000'],
  ['***:web', '10000001010000'],
  ['a{2}', '00010000000001'],
  ['0{2}', '10000000000000'],
  ['(', '!parentheses () not balanced'],
  ['[', '!brackets [] not balanced'],
  ['a**', '!quantifier operand invalid'],
  ['*a', '!quantifier operand invalid'],
  ['a{3,1}', '!invalid repetition count(s)'],
  ['a{', '00000000001000'],
  ['a{1', '!braces {} not balanced'],
  ['\\', '!invalid escape \\ sequence'],
  ['[z-a]', '!invalid character range'],
  ['[[:foo:]]', '!invalid character class'],
  ['(?=web)w', '10000001010000'],
  ['(?!web).', '11110111111111'],
  ['(?<=e)b', '10000001010000'],
  ['(?<!w)eb', '00000000000000'],
  [String.raw`\x77eb`, '00000000000000'],
  [String.raw`\u0077eb`, '10000001010000'],
  ['$', '11111111111111'],
  ['^$', '00001000000000'],
  ['^web.*0.*com$', '10000000000000'],
  ['(w|we|web)+0', '10000000000000'],
  ['(.*)*x', '10000001000001'],
  [String.raw`\.us\.`, '10000000000000'],
  ['us$', '00000000000000'],
  [String.raw`\Aweb`, '10000000010000'],
  [String.raw`com\Z`, '10000000000000'],
  ['[[:<:]]web', '10000000010000'],
  ['web[[:>:]]', '00000001010000'],
  ['[]a]', '10110000001101'],
  [String.raw`[a\d]`, '11110000001101'],
  [String.raw`[\w.]+$`, '11110101110101'],
  [String.raw`\w+\.\w+`, '10000000000000'],
  ['(?n)^web', '10000000010000'],
  ['(?n)^x', '00000001000001'],
  [String.raw`\q`, '!invalid escape \\ sequence'],
  ['q|', '11111111111111'],
  ['()', '11111111111111'],
  ['q||b', '11111111111111'],
  ['^*', '!quantifier operand invalid'],
  ['(?:web)0', '10000000000000'],
  ['{1}', '!quantifier operand invalid'],
  ['a{256}', '!invalid repetition count(s)'],
  ['(?z)a', '!invalid embedded option'],
  ['[a-', '!brackets [] not balanced'],
  [String.raw`[\d-z]`, '!invalid character range'],
  ['+', '!quantifier operand invalid'],
  ['x?', '11111111111111'],
  [String.raw`\s`, '00100100000001'],
  ['[[.w.]]eb', '10000001010000'],
  ['[[=w=]]eb', '10000001010000'],
  [')', '!parentheses () not balanced'],
  ['a)', '!parentheses () not balanced'],
  ['a.c', '00100000000101'],
  ['a.?c', '00100000000101'],
  ['(?s)a.c', '00100000000101'],
  ['(?p)a.c', '00000000000101'],
  ['é', '00000100000000'],
  ['[é]', '00000100000000'],
  [String.raw`\W`, '10100110001011'],
  [String.raw`\S+$`, '11110111111111'],
  ['(a|b|c|ab)*d', '01000000000100'],
  ['a{,2}', '00000000001000'],
  ['a{0,2}b', '11010001010100'],
  ['a{2,}', '00010000000001'],
  ['[^[:space:]]', '11110111111111'],
  ['.{3}', '11110101011101'],
  ['^.$', '00000010100010'],
  ['☃', '00000010000000'],
  ['a+?b', '00010000000100'],
  ['(?i)É', '00000100000000'],
  [String.raw`a\Zb`, '00000000000000'],
  [String.raw`\cA`, '00000000000010'],
  [String.raw`\e`, '00000000000000'],
  [String.raw`\0`, '00000000000000'],
  [String.raw`\101`, '00000000100000'],
];

function answer(source: string): string {
  const regex = postgresqlRegex(source);
  return 'problem' in regex ? `!${regex.problem}` : texts.map((text) => Number(regex.test(text))).join('');
}

test('texts are matched as PostgreSQL does', () => {
  for (const [source, expected] of answers) assert.equal(answer(source), expected, source);
});

test('the engine for costly expressions agrees', () => {
  // Nothing, in a loop of a loop: no text is matched otherwise, but any number of ways lead there.
  const nothing = '(?:(?:x?){0,2})';
  const plain = answers.filter(
    ([source, expected]) => !/^(\*\*\*=|\(\?[xq]\))/.test(source) && !expected.startsWith('!'),
  );
  for (const [source, expected] of plain) assert.equal(answer(source + nothing), expected, source);
});

test('no expression takes long on any text', () => {
  const nasty = [
    '(a+)+$',
    '(a|a)*b',
    '(a|ab|b)*c',
    'a.*a.*a.*a.*a.*x',
    '(.*)(.*)(.*)(.*)x',
    '((a{0,9}){0,9})x',
    'a*a*a*a*a*b',
  ];
  const begun = process.threadCpuUsage();
  for (const source of nasty) {
    const regex = postgresqlRegex(source);
    assert.ok('test' in regex, source);
    for (const length of [30, 1000]) assert.equal(regex.test(`${'a'.repeat(length)}!`), false, source);
  }
  assert.ok(process.threadCpuUsage(begun).user < 20_000_000);
  const huge = postgresqlRegex('((a{0,50}){0,50})x');
  assert.ok('test' in huge);
  assert.throws(() => huge.test('a'.repeat(3000)), /takes too long on a text of 3000 characters/);
});

test('what every match begins with', () => {
  const prefixes = {
    '^web': 'web',
    '^web0*': 'web',
    '^web|db': '',
    web: '',
    '^a\\.b': 'a.b',
    '(?i)^web': '',
    '^(web)': '',
    '(?n)^web': '',
  };
  for (const [source, prefix] of Object.entries(prefixes)) {
    const regex = postgresqlRegex(source);
    assert.equal('prefix' in regex ? regex.prefix : undefined, prefix, source);
  }
});

test('an expression that refers to a group is refused', () => {
  assert.match(answer('(a)\\1'), /references to groups/);
  assert.equal(answer('a\\1'), '!invalid backreference number');
});
