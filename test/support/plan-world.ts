import { type PuppetFunction, parse } from '../../orchestrator-core/language/index.ts';
import type { FakeWorldOptions } from '../../orchestrator-core/plans/run/fake-world.ts';
import { madeFunction } from './plan-sources.ts';

const [definition] = parse(madeFunction).program.statements;
const ofModule: PuppetFunction | undefined =
  definition?.kind === 'function'
    ? { definition: { ...definition, kind: 'function' }, path: '/modules/m/functions/f.pp', source: madeFunction }
    : undefined;

/** A world in which each action on each target ends as a number says. */
export function madePlanWorld(seed: number): FakeWorldOptions {
  let calls = seed;
  return {
    groups: { web: ['web1', 'web2'], db: ['db1'] },
    host: { loadFunction: async (name) => (name === 'm::f' ? ofModule : undefined) },
    tasks: { 'm::t': { supportsNoop: true, sensitive: [] } },
    act: () => {
      calls = (calls * 1_103_515_245 + 12_345) % 2_147_483_648;
      const stdout = ['a', 'b', ''][calls % 3] ?? '';
      const error = { kind: 'k', msg: 'failed', details: {} };
      return Math.floor(calls / 7) % 8 === 0 ? { stdout, _error: error } : { stdout };
    },
  };
}
