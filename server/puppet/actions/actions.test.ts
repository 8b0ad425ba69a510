// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Puppet's interpolations
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actionsAt, afterAction } from './test-actions.ts';

const path = 'plans/x.pp';

/** What stands in a plan with the cursor in it, the action's title, and what comes of it; undefined: it is not offered. */
type Row = readonly [written: string, title: string, expected: string | undefined];

const quotes: readonly Row[] = [
  ["$a = 'x¦'", 'Use double quotes', '$a = "x"'],
  ["$a = '¦a\"$b\\\\n'", 'Use double quotes', '$a = "a\\"\\$b\\\\n"'],
  ['$a = "it\'s¦ \\"\\$1\\""', 'Use single quotes', "$a = 'it\\'s \"$1\"'"],
  ['$a = "one¦\\n"', 'Use single quotes', undefined],
  ['$a = "¦$b"', 'Use single quotes', undefined],
  ['$a = "¦${b}"', 'Use $b instead of its text', '$a = $b'],
  ['$a = "${b¦[\'c\'][1]}"', "Use $b['c'][1] instead of its text", "$a = $b['c'][1]"],
  ['$a = "${¦b} "', 'Use $b instead of its text', undefined],
  ['$a = "${¦f()}"', 'Use $f() instead of its text', undefined],
  ['f({ ensure => pre¦sent })', 'Put the word in quotes', "f({ ensure => 'present' })"],
  ["f('pre¦sent')", 'Remove the quotes', 'f(present)'],
  ["f('un¦def')", 'Remove the quotes', undefined],
  ["f('¦a b')", 'Remove the quotes', undefined],
  ['f¦(a)', 'Put the word in quotes', undefined],
  ['include ¦a', 'Put the word in quotes', undefined],
];

const branches: readonly Row[] = [
  [
    "¦if $a == 'x' {\n  f(1)\n\n  f(2) # two\n} elsif $a == 1 or ($a =~ /r/) {\n} elsif $a =~ String[1] {\n  g()\n} else { h() }",
    'Convert to case',
    "case $a {\n  'x': {\n    f(1)\n\n    f(2) # two\n  }\n  1, /r/: {\n  }\n  String[1]: {\n    g()\n  }\n  default: { h() }\n}",
  ],
  ["if¦ $a['b'] == 'x' { } else { f() }", 'Convert to case', "case $a['b'] {\n  'x': { }\n  default: { f() }\n}"],
  ["¦if $a == 'x' { } elsif $b == 'x' { }", 'Convert to case', undefined],
  ["¦if $a == 'x' { } # so\nelse { f() }", 'Convert to case', undefined],
  ["¦if $a == 'x' { f('\n') } else { f() }", 'Convert to case', undefined],
  ['¦if $a == String { } else { f() }', 'Convert to case', undefined],
  ["¦if $a == 'x' { }", 'Convert to case', undefined],
  ["if $a == 'x' { f¦() } else { }", 'Convert to case', undefined],
  ["$a = $b¦ ? { 'x' => 1, default => $c }", 'Convert to case', "$a = case $b {\n  'x': { 1 }\n  default: { $c }\n}"],
  ["$a = $b¦ ? { 'x' => 1 }", 'Convert to case', undefined],
  [
    "$a = ¦case $b {\n  x, 'y': { 1 }\n  default: { $c }\n}",
    'Convert to a selector',
    "$a = $b ? {\n  'x' => 1,\n  'y' => 1,\n  default => $c,\n}",
  ],
  ["$a = ¦case $b { 'x': { f() } default: { 2 } }", 'Convert to a selector', undefined],
  ["$a = ¦case $b { 'x': { 1 } }", 'Convert to a selector', undefined],
];

const comments: readonly Row[] = [
  [
    '¦plan x(\n  $a,\n  $b,\n) { }',
    'Document it for Puppet Strings',
    '# @summary\n#\n# @param a\n# @param b\nplan x(\n  $a,\n  $b,\n) { }',
  ],
  [
    '# Says\n#\n# @param a One\n#   and more\n# @example\n#   x\nplan x($a, ¦$b) { }',
    'Add what its documentation lacks',
    '# Says\n#\n# @param a One\n#   and more\n# @param b\n# @example\n#   x\nplan x($a, $b) { }',
  ],
  [
    '# Says\nfunction x(¦$a) >> String { }',
    'Add what its documentation lacks',
    '# Says\n# @param a\n# @return [String]\nfunction x($a) >> String { }',
  ],
  ['# @param a\n¦plan x($a) { }', 'Add what its documentation lacks', undefined],
  [
    '# Far away\n\n¦plan x($a) { }',
    'Document it for Puppet Strings',
    '# Far away\n\n# @summary\n#\n# @param a\nplan x($a) { }',
  ],
  ['plan x($a) { ¦ }', 'Document it for Puppet Strings', undefined],
];

for (const [name, rows] of Object.entries({ quotes, branches, comments })) {
  test(`${name}: each action writes what its title says`, async () => {
    for (const [written, title, expected] of rows) {
      if (expected !== undefined) {
        assert.deepEqual(await afterAction({ [path]: written }, title), { [path]: expected }, written);
        continue;
      }
      const { actions } = await actionsAt({ [path]: written });
      assert.ok(!actions.some(({ fix }) => fix.title === title), `${title} is not offered: ${written}`);
    }
  });
}
