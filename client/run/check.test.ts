import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkParameter, type Task } from '../../orchestrator-core/tasks/index.ts';
import { lineChecker } from './check.ts';

const task: Task = { name: 'm::t', module: 'm', moduleDirectory: '/m', metadata: {}, executables: [] };
const orchestrator = {
  checkParameter: async (_task: string, name: string, text: string) => {
    const message = checkParameter(task, name, text, () => undefined);
    return message === undefined ? ({ ok: true } as const) : ({ ok: false, message } as const);
  },
};

test('a line of parameters is held to how it is written, then to what the core takes', async () => {
  const check = lineChecker(orchestrator, 'm::t');
  assert.equal(await check('a=1 b=[1,2] c="x y"'), undefined);
  assert.equal(await check(''), undefined);
  assert.equal(await check('a=1 b'), 'b is no parameter: write name=value');
  assert.match((await check('a=1 Bad=2')) ?? '', /Bad/);
});
