import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OrchestratorError } from '../common/index.ts';
import { openPlanInventory, type RunInventory } from './plan-inventory.ts';
import { readInventory } from './read-inventory.ts';

const text = `
groups:
  - name: web
    targets: [w1, { name: w2, alias: second, config: { ssh: { port: 7 } } }]
    config: { transport: ssh, ssh: { user: admin, port: 22 } }
    facts: { role: web, os: { family: Debian } }
    groups:
      - name: inner
        targets: [w2]
        features: [shell]
vars: { color: green }
`;

function open(connected: readonly string[] = []): RunInventory {
  return openPlanInventory(readInventory({ text, path: '/project/inventory.yaml' }), { connected });
}

function kindOf(run: () => unknown): readonly [kind: string, message: string] {
  try {
    run();
  } catch (error) {
    const { kind, message } = error as OrchestratorError;
    return [kind, message];
  }
  return ['none', ''];
}

describe('the inventory of a run', () => {
  it('lays what the plan sets over what reaches a target', () => {
    const inventory = open();
    inventory.select(['web']);
    inventory.setConfig('w1', ['ssh', 'host'], 'elsewhere');
    inventory.setConfig('w2', ['ssh', 'user'], 'me');
    const options = (name: string) => {
      const { host, port, user } = inventory.effective(name).options;
      return { host, port, user };
    };
    assert.deepEqual(options('w1'), { host: 'w1', port: 22, user: 'admin' }, 'a URI counts more than config');
    assert.deepEqual(options('w2'), { host: undefined, port: 7, user: 'me' });
    inventory.setConfig('w2', ['transport'], 'local');
    assert.equal(inventory.effective('w2').transport, 'local');
  });

  it('changes nothing for another run', () => {
    const inventory = readInventory({ text, path: '/project/inventory.yaml' });
    const first = openPlanInventory(inventory);
    first.select(['all', 'stranger']);
    first.setVar('w1', 'color', 'red');
    first.addFacts('w1', { os: { name: 'x' } });
    first.addToGroup(['stranger'], 'inner');
    first.removeFromGroup('w2', 'web');
    first.create({ name: 'made', target_alias: ['third'] });
    const second = openPlanInventory(inventory);
    assert.deepEqual(second.select(['all']), ['w2', 'w1']);
    const { vars, facts } = second.target('w1');
    assert.deepEqual([vars, facts], [{ color: 'green' }, { role: 'web', os: { family: 'Debian' } }]);
    assert.deepEqual(second.select(['third']), ['third'], 'only a name');
  });

  it('merges facts deep, variables shallow, and features as a set', () => {
    const inventory = open();
    inventory.select(['w2']);
    inventory.addFacts('w2', { os: { name: 'x' }, list: [1] });
    inventory.addFacts('w2', { list: [2] });
    inventory.setVar('w2', 'a', { b: 1 });
    inventory.setVar('w2', 'a', { c: 1 });
    inventory.setVar('w2', '__proto__', 1);
    inventory.setFeature('w2', 'mine', true);
    inventory.setFeature('w2', 'mine', true);
    const { facts, vars, features } = inventory.target('w2');
    assert.deepEqual(facts, { role: 'web', os: { family: 'Debian', name: 'x' }, list: [2] });
    assert.deepEqual(Object.entries(vars), [
      ['color', 'green'],
      ['a', { c: 1 }],
      ['__proto__', 1],
    ]);
    assert.deepEqual(features, ['shell', 'mine']);
  });

  it('knows the agents that are connected', () => {
    const inventory = open(['agent1.example.com', 'w1']);
    assert.deepEqual(inventory.select(['all']), ['w2', 'w1', 'agent1.example.com']);
    assert.equal(inventory.effective('agent1.example.com').transport, 'pcp');
    assert.equal(inventory.effective('w1').transport, 'ssh', 'the file counts');
    assert.deepEqual(inventory.select(['agent*']), ['agent1.example.com']);
    inventory.addToGroup(['agent1.example.com'], 'inner');
    assert.deepEqual(inventory.select(['inner']), ['w2', 'agent1.example.com']);
    assert.deepEqual(inventory.target('agent1.example.com').groups, ['inner', 'web', 'all']);
  });

  it('answers what does not depend on a config that will not do', () => {
    const inventory = open();
    inventory.select(['w1']);
    inventory.setConfig('w1', ['transport'], 'nope');
    const target = inventory.target('w1');
    assert.deepEqual([target.name, target.transport, target.vars], ['w1', 'nope', { color: 'green' }]);
    assert.deepEqual(
      kindOf(() => target.user),
      ['bolt/unknown-transport', 'Unknown transport nope found for w1'],
    );
    assert.deepEqual(kindOf(() => inventory.effective('w1'))[0], 'bolt/unknown-transport');
  });

  it('keeps a target that is replaced by one that is refused', () => {
    const inventory = open();
    inventory.create({ name: 'mine', vars: { a: 1 } });
    const clash = kindOf(() => inventory.create({ name: 'mine', vars: { a: 2 }, target_alias: 'web' }));
    assert.deepEqual(clash, ['bolt.inventory/validation-error', 'Alias web conflicts with group of the same name']);
    assert.deepEqual(inventory.target('mine').vars, { color: 'green', a: 1 });
    assert.equal(
      kindOf(() => inventory.create({ name: 'other', target_alias: 'w1' }))[0],
      'bolt.inventory/validation-error',
    );
    assert.equal(kindOf(() => inventory.target('other'))[0], 'bolt.inventory/validation-error');
  });

  it('refuses config that is set where there is none', () => {
    const inventory = open();
    inventory.select(['w2']);
    const [kind, message] = kindOf(() => inventory.setConfig('w2', ['ssh', 'port', 'deep'], 1));
    assert.equal(kind, 'bolt/validation-error');
    assert.equal(message, "Cannot set 'deep' in the config of target w2: what is there is not a Hash");
  });
});
