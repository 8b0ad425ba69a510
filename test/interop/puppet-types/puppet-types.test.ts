/** Our data types against the Puppet that is installed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Agreement, compareTypes, crossed, generated } from './compare.ts';

const differing = ({ differences }: Agreement, what: string): readonly string[] =>
  differences.filter((each) => each.what === what).map(({ text }) => text);

test('values that JSON cannot carry, and types for them, are what they are for Puppet', async () => {
  const agreement = await compareTypes(crossed());
  assert.ok((agreement.asked['assignable'] ?? 0) > 5000 && (agreement.asked['instance'] ?? 0) > 2000);
  assert.deepEqual(agreement.differences, []);
});

test('generated types and values are what they are for Puppet', async (context) => {
  const agreement = await compareTypes(generated(1000, 1));
  for (const what of ['error', 'print', 'instance']) assert.deepEqual(differing(agreement, what), [], what);
  // Once it has met a Data in what it compares with Data, Puppet takes whatever follows.
  const unlike = (what: string): readonly string[] =>
    differing(agreement, what).filter((text) => !text.includes('Data'));
  assert.deepEqual(unlike('assignable'), []);
  // Puppet counts the optional entries of a Struct as if they were there.
  assert.deepEqual(
    unlike('common').filter((text) => !text.includes('Collection')),
    [],
  );
  const { asked, agreed } = agreement;
  assert.ok((agreed['message'] ?? 0) >= (asked['message'] ?? 0) * 0.99, differing(agreement, 'message').join('\n'));
  context.diagnostic(JSON.stringify({ asked, agreed }));
});
