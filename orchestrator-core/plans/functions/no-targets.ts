import type { NativeCall } from '../../language/index.ts';
import { contextOf } from '../run/plan-context.ts';
import { withoutSecrets } from '../run/record.ts';
import type { PlanObject } from '../values/plan-object.ts';
import { resultSet } from '../values/results.ts';

/** What acting on no targets gives; Bolt notes at level trace that it did nothing. */
export function withoutTargets({ frame }: NativeCall, what: string): PlanObject {
  const { world, secrets } = contextOf(frame).run;
  world.say({ level: 'trace', text: withoutSecrets(`Simulating ${what}`, secrets) });
  return resultSet([]);
}
