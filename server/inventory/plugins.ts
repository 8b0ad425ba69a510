import type { Declaration, World } from '../../orchestrator-core/language/index.ts';

/** The task of a module that resolves references to it. */
export function pluginTask(module: string, world: World): Declaration | undefined {
  return world.find('task', `${module}::resolve_reference`);
}
