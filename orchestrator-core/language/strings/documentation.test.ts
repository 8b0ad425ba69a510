import assert from 'node:assert/strict';
import { test } from 'node:test';
import { declarationsOf } from '../analysis/declarations.ts';
import { parse } from '../syntax/parser.ts';
import { type DefinitionDocumentation, documentationAt, readDocumentation } from './documentation.ts';

/** What is said of the definition that begins at the last line of a source. */
function at(source: string): DefinitionDocumentation | undefined {
  return documentationAt(parse(source, { tasks: true }), source.lastIndexOf('plan '));
}

test('a comment with tags says everything there is to say', () => {
  const found = at(`# Another comment.

# Installs what is needed.
#
# Second paragraph, see {facts} and {facts the plan}.
#
# @summary Installs the
#   agent.
# @param targets
#   Where to install.
#
#   * in a list
# @param [Optional[String[1]]] version The version.
# @param $force [Boolean] Whether to ask.
# @param undescribed
# @option options [Hash[String, Data]] :limit How often.
# @option options interval Seconds.
# @return [ResultSet] One result for each target.
# @return
#   Nothing at all.
# @example Simple
#   run_plan('x', $targets)
#
#     indented
# @example
#   plain
# @see facts
# @see https://example.com for more
# @note Slow.
# @raise [Error] if it can't
# @api private
# @deprecated Use \`y\`.
# @author nobody
# lint:ignore:140chars
plan x($targets) { }`);
  assert.deepEqual(found?.documentation, {
    text: [
      'Installs what is needed.',
      'Second paragraph, see `facts` and the plan.',
      '**See** `facts`',
      '**See** https://example.com for more',
      '**Note:** Slow.',
      "**Raises** `Error` if it can't",
    ].join('\n\n'),
    summary: 'Installs the agent.',
    returns: '`ResultSet` One result for each target.\n\nNothing at all.',
    examples: [
      { title: 'Simple', code: "run_plan('x', $targets)\n\n  indented" },
      { title: '', code: 'plain' },
    ],
    isPrivate: true,
    deprecated: 'Use `y`.',
  });
  assert.deepEqual(
    [...(found?.parameters ?? [])],
    [
      ['targets', { description: 'Where to install.\n\n* in a list' }],
      ['version', { description: 'The version.', type: 'Optional[String[1]]' }],
      ['force', { description: 'Whether to ask.', type: 'Boolean' }],
      ['undescribed', {}],
      [
        'options',
        {
          options: [
            { name: 'limit', type: 'Hash[String, Data]', description: 'How often.' },
            { name: 'interval', description: 'Seconds.' },
          ],
        },
      ],
    ],
  );
});

test('only a comment right above counts', () => {
  assert.equal(at('# far\n\nplan x() { }'), undefined);
  assert.equal(at('$a = 1 # beside\nplan x() { }'), undefined);
  assert.equal(at('plan x() { }'), undefined);
  assert.equal(at('  # near\r\n  # nearer\r\n  plan x() { }')?.documentation.text, 'near\nnearer');
  assert.equal(at('## ruled\n####\nplan x() { }')?.documentation.text, 'ruled');
});

test('parameters are described in the form of older modules, too', () => {
  const { documentation, parameters } = readDocumentation(`== Class: ntp

Does time.

=== Parameters:

[*servers*]
  List of servers.
  Optional.

[driftfile]  Where the drift is.

$manage::  Whether to manage it.
           type:Boolean

=== Authors

Nobody`);
  assert.equal(documentation.text, '#### Class: ntp\n\nDoes time.\n\n##### Authors\n\nNobody');
  assert.deepEqual(
    [...parameters],
    [
      ['servers', { description: 'List of servers.\nOptional.' }],
      ['driftfile', { description: 'Where the drift is.' }],
      ['manage', { description: 'Whether to manage it.\ntype:Boolean' }],
    ],
  );
});

test('a tag is preferred to a list, and code stays as it is', () => {
  const { documentation, parameters } = readDocumentation(
    '[*a*] old\n@param a new\n@param a\n\n```puppet\n{ x => {y} }\n== no\n```\n    {z}\n`{w}`',
  );
  assert.deepEqual([...parameters], [['a', {}]]);
  assert.equal(documentation.text, '```puppet\n{ x => {y} }\n== no\n```\n    {z}\n`{w}`');
});

test('what is no documentation says nothing', () => {
  for (const text of [
    '',
    '@',
    '@param',
    '@option',
    '@option a',
    '@return',
    '@example',
    '@summary',
    '@see',
    '[',
    '@param [',
  ]) {
    const { documentation, parameters } = readDocumentation(text);
    assert.deepEqual(
      [documentation.summary, [...parameters.keys()].join()],
      [undefined, text === '@param [' ? '[' : ''],
      text,
    );
  }
});

test('a declaration carries what its comment says', () => {
  const source = '# Does it.\n# @param a Which.\n# @option b [Integer] c How many.\nplan x($a, $b) { }';
  const [plan] = declarationsOf(parse(source, { tasks: true }), '/m/plans/x.pp');
  assert.equal(plan?.documentation?.text, 'Does it.');
  const [a, b] = plan?.signatures[0]?.parameters ?? [];
  assert.equal(a?.description, 'Which.');
  assert.deepEqual(b?.options, [{ name: 'c', type: 'Integer', description: 'How many.' }]);
  assert.equal(b?.takesOtherKeys, true);
});

test('what begins with DEPRECATED is deprecated', () => {
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['@summary DEPRECATED.  Use the function [`m::f`](#mf) instead.', 'Use the function `m::f` instead.'],
    ['**DEPRECATED**: gone soon', 'gone soon'],
    ['DEPRECATED', ''],
    ['@summary Tells what is DEPRECATED.', undefined],
    ['DEPRECATEDLY so', undefined],
  ];
  for (const [comment, said] of rows) {
    assert.equal(readDocumentation(comment).documentation.deprecated, said, comment);
  }
});
