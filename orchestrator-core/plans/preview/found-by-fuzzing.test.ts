import assert from 'node:assert/strict';
import { test } from 'node:test';
import { previewCase } from './preview-case.ts';
import { previewText } from './preview-text.ts';

const groups = { web: ['web1', 'web2'], db: ['db1'] };

/** What previews of made plans once had wrong, each with the lines of its steps that must be in the preview, in order. */
const rows: readonly (readonly [what: string, body: string, lines: readonly string[]])[] = [
  [
    'an end that only some ways reach hides nothing of what follows',
    `['x', 'y'].each |$x| { if $v { next(1) } fail_plan('no') } run_command('after', 'db')`,
    ['1.2. the plan fails: no', "2. command 'after' on db1"],
  ],
  [
    'a pattern may match a text that is known in part',
    `case "\${v}x" { /x/: { run_command('yes', 'db') } default: { run_command('no', 'db') } }`,
    ["1.1. command 'yes'", "1.2. command 'no'"],
  ],
  [
    'a reduction of what is not known is gone through until its memo stays',
    `$v.reduce(0) |$memo, $each| { if $memo == 2 { run_command('third', 'db') } $memo + 1 }`,
    ["command 'third' on db1"],
  ],
  [
    'an error that is caught ends no plan',
    `catch_errors() || { fail_plan('no') } run_command('after', 'db')`,
    ['1.1. the plan fails: no', "2. command 'after' on db1"],
  ],
  [
    'a step before an error that cannot be caught may fail, and be caught',
    `catch_errors() || { run_command('in', 'db') fail('no') } run_command('after', 'db')`,
    ["1.1. command 'in'", '1.2. the plan fails: no', "2. command 'after' on db1"],
  ],
  [
    'what all ways leave alone of a target stays known',
    `$t = get_target('db1') $t.set_var('a', 1) $t.set_var('b', 1) if $v { $t.set_var('b', 2) } run_command("\${t.vars['a']}", 'db')`,
    ["command '1' on db1"],
  ],
  [
    'a function that ends early does not go on',
    `m::early($v)`,
    ['1. function m::early', "1.1.1. command 'first'", '1.1.2. the function ends', "1.2. command 'second'"],
  ],
  [
    'return ends a block beside others, and not the plan',
    `parallelize(['a']) |$x| { return 1 } run_command('after', 'db')`,
    ['1.1. this block ends with 1', "2. command 'after' on db1"],
  ],
];

const early = `function m::early($x) { if $x { run_command('first', 'db') return 1 } run_command('second', 'db') }`;

for (const [what, body, lines] of rows) {
  test(what, async () => {
    const preview = await previewCase(`${early}\nplan m($v) { ${body} }`, { groups });
    const text = previewText(preview, { width: 200, unicode: false });
    let from = 0;
    for (const line of lines) {
      const at = text.indexOf(line, from);
      assert.ok(at >= 0, `${line} is missing, or in another order, in\n${text}`);
      from = at + line.length;
    }
  });
}
