import { type PuppetFunction, parse } from '../../orchestrator-core/language/index.ts';
import type { FakeWorldOptions } from '../../orchestrator-core/plans/run/fake-world.ts';
import { madeFunction, madeRunner } from './plan-sources.ts';

/** The functions of the module, each in the file of its name. */
const ofModule = new Map(
  [madeFunction, madeRunner].flatMap((source): readonly (readonly [string, PuppetFunction])[] => {
    const [definition] = parse(source, { tasks: true }).program.statements;
    if (definition?.kind !== 'function') return [];
    const path = `/modules/m/functions/${definition.name.replace('m::', '')}.pp`;
    return [[definition.name, { definition: { ...definition, kind: 'function' }, path, source }]];
  }),
);

/** A world in which each action on each target ends as a number says. */
export function madePlanWorld(seed: number): FakeWorldOptions {
  let calls = seed;
  return {
    groups: { web: ['web1', 'web2'], db: ['db1'] },
    host: { loadFunction: async (name) => ofModule.get(name) },
    tasks: { 'm::t': { supportsNoop: true, sensitive: [] } },
    act: () => {
      calls = (calls * 1_103_515_245 + 12_345) % 2_147_483_648;
      const stdout = ['a', 'b', ''][calls % 3] ?? '';
      const error = { kind: 'k', msg: 'failed', details: {} };
      return Math.floor(calls / 7) % 8 === 0 ? { stdout, _error: error } : { stdout };
    },
  };
}
