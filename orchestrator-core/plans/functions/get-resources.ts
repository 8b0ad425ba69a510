import { isJsonObject, type Json, type JsonObject } from '../../common/index.ts';
import { type Evaluation, isKind, type NativeCall, type PuppetValue, printType, textOf } from '../../language/index.ts';
import { contextOf } from '../run/plan-context.ts';
import { PlanError } from '../run/plan-error.ts';
import type { ActResult } from '../run/world.ts';
import { jsonOf } from '../values/json-value.ts';
import { capitalized } from '../values/resource-instance.ts';
import { resultSet } from '../values/results.ts';
import { namesOf } from '../values/target.ts';
import { readYamlValue } from '../yaml-value.ts';
import { act } from './act.ts';

/** `get_resources(targets, resources)`: the state of resources, as the Puppet of each target sees it. */
export function* getResources(call: NativeCall): Evaluation {
  const [spec = null, asked = null] = call.arguments;
  const names = (Array.isArray(asked) ? (asked as readonly PuppetValue[]).flat() : [asked]).map((each) =>
    isKind(each, 'Type') ? printType(each.type) : textOf(each),
  );
  const words = names.map(wordsOf);
  const { world } = contextOf(call.frame).run;
  const targets = yield* namesOf(spec, world.inventory);
  if (targets.length === 0) return resultSet([]);
  const read = (result: ActResult): ActResult =>
    result.status === 'success' ? { ...result, value: { resources: resourcesIn(result.value) } } : result;
  return yield* act(call, {
    what: { function: 'get_resources', object: names.join(', '), targets, arguments: { resources: names } },
    action: async () => ({ kind: 'puppet', verb: 'resources', modules: undefined, words }),
    options: {},
    secrets: [],
    skipped: async () => undefined,
    read,
    failure: { action: 'run_task', object: 'apply_helpers::query_resources' },
  });
}

/** What `puppet resource` is asked. @throws PlanError `bolt/get-resources` for what names no resources. */
function wordsOf(name: string): string {
  const found = /^(\w+)(?:\[(.+)\])?$/s.exec(name);
  if (found === null || name.includes('\n')) {
    const msg = `${name} is not a valid resource type or type instance name`;
    throw new PlanError({ kind: 'bolt/get-resources', msg, details: {} });
  }
  const [, type = '', title = ''] = found;
  // A type prints its title in quotes.
  return `${type.toLowerCase()} ${title.replace(/^'(.*)'$/s, '$1')}`.trimEnd();
}

/** The resources as Bolt lists them, of what `puppet resource --to_yaml` printed for each word. */
function resourcesIn({ resources }: JsonObject): readonly Json[] {
  const texts: readonly Json[] = Array.isArray(resources) ? resources : [];
  return texts.flatMap((text) => {
    const read = readYamlValue(String(text));
    const byType = read.ok ? jsonOf(read.value) : null;
    if (!isJsonObject(byType)) return [];
    return Object.entries(byType).flatMap(([type, byTitle]) =>
      Object.entries(isJsonObject(byTitle) ? byTitle : {}).map(([title, parameters]) => ({
        type: type.split('::').map(capitalized).join('::'),
        title,
        tags: [...new Set([type, title].filter((tag) => /^[a-z0-9_][a-z0-9_:.-]*$/.test(tag)))],
        exported: false,
        parameters: parameters ?? {},
      })),
    );
  });
}
