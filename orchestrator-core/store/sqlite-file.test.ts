import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sqlite } from './sqlite-file.ts';

it("says nothing of Node 22's opinion of its SQLite", async (context) => {
  const real = sqlite();
  const warnings: string[] = [];
  const hear = ({ message }: Error) => warnings.push(message);
  process.on('warning', hear);
  context.after(() => process.off('warning', hear));
  context.mock.method(process, 'getBuiltinModule', () => {
    process.emitWarning('SQLite is an experimental feature', 'ExperimentalWarning');
    return real;
  });
  assert.equal(sqlite(), real);
  process.emitWarning('something else');
  await new Promise((resolve) => process.once('warning', resolve));
  assert.deepEqual(warnings, ['something else']);
});
