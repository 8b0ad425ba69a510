import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json, JsonObject } from '../common/index.ts';
import type { Target } from '../inventory/index.ts';
import type { Action, ContentFile } from '../jobs/index.ts';
import { valuesOfJson } from '../language/index.ts';
import { makeTemporary, ownModules } from '../node/index.ts';
import { redacted } from '../orchestrator.ts';
import { type PuppetRequest, plainManifest } from '../plans/index.ts';
import type { ActionPorts, PreparedAction } from './prepare-action.ts';
import { type BundleRequest, withBundle } from './puppet-bundle.ts';
import { puppetScript } from './puppet-scripts.ts';

/** The names of Bolt's own tasks for the same. */
const taskNames = {
  apply: 'apply_helpers::apply_catalog',
  facts: 'apply_helpers::custom_facts',
  resources: 'apply_helpers::query_resources',
} as const;

/**
 * The task that asks a target's Puppet: a shell script with an archive of modules, so that every transport can run it.
 * Its parameters may hold secrets and are never kept.
 */
export async function preparePuppet(
  ports: ActionPorts,
  request: PuppetRequest,
  targets: readonly string[],
  noop: boolean,
): Promise<{ readonly prepared: PreparedAction; readonly byTarget: ReadonlyMap<string, Action> }> {
  const { verb } = request;
  const files = await helperFiles(ports, request);
  const shared = files.slice(1).map(({ filename }) => filename);
  const task = { name: taskNames[verb], metadata: { input_method: 'stdin', files: shared }, files } as const;
  const own = new Map(targets.map((name) => [name, parametersOf(request, name)]));
  const byTarget = new Map<string, Action>();
  for (const [name, parameters] of own) byTarget.set(name, { kind: 'task', task, parameters, noop });
  const secret = [...new Set([...own.values()].flatMap((parameters) => Object.keys(parameters)))].filter(
    (name) => name !== 'verb' && name !== 'certname',
  );
  const shown = Object.fromEntries([['verb', verb], ...secret.map((name): [string, Json] => [name, redacted])]);
  return {
    prepared: {
      action: { kind: 'task', task, parameters: {}, noop },
      description: { command: 'task', object: task.name, parameters: shown, sensitive: secret, noop },
      // The secrets in a manifest are known to who wrote it.
      sensitive: [],
    },
    byTarget,
  };
}

type Prepared = PreparedAction & { readonly byTarget: ReadonlyMap<string, Action> };

/** A manifest for targets, each with its variables and facts as the inventory has them. */
export async function prepareManifest(
  ports: ActionPorts,
  { code, noop = false }: { readonly code: string; readonly noop?: boolean },
  targets: readonly Target[],
): Promise<Prepared> {
  const manifest = plainManifest(code, ports.project.modules);
  const byTarget = targets.map(
    ({ name, vars, facts }) => [name, { code: manifest.code(valuesOfJson(vars)), facts }] as const,
  );
  const request = { verb: 'apply', modules: undefined, uses: code, byTarget: Object.fromEntries(byTarget) } as const;
  return prepareRequest(ports, request, targets, noop);
}

export async function prepareFacts(ports: ActionPorts, targets: readonly Target[]): Promise<Prepared> {
  return prepareRequest(ports, { verb: 'facts', modules: undefined }, targets, false);
}

async function prepareRequest(
  ports: ActionPorts,
  request: PuppetRequest,
  targets: readonly Target[],
  noop: boolean,
): Promise<Prepared> {
  const names = targets.map(({ name }) => name);
  const { prepared, byTarget } = await preparePuppet(ports, request, names, noop);
  return { ...prepared, byTarget };
}

function parametersOf(request: PuppetRequest, target: string): JsonObject {
  const certname = /^[a-z0-9._-]+$/.test(target) ? { certname: target } : {};
  const { verb } = request;
  if (verb === 'facts') return { verb, ...certname };
  if (verb === 'resources') return { verb, resources: base64(request.words.map((word) => `${word}\n`).join('')) };
  const { code = '', facts = {} } = request.byTarget[target] ?? {};
  return { verb, ...certname, manifest: base64(code), facts: base64(JSON.stringify({ ...facts, bolt: true })) };
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** The script, the archive and what else the script needs. */
async function helperFiles({ project, content }: ActionPorts, request: PuppetRequest): Promise<readonly ContentFile[]> {
  const { modules, verb } = request;
  const bundle: BundleRequest = {
    parts: verb === 'apply' ? 'catalog' : 'plugins',
    ...(modules === undefined ? {} : { modules }),
    ...(verb === 'apply' ? { uses: request.uses } : {}),
  };
  const put = async (filename: string, path: string): Promise<ContentFile> => ({
    filename,
    ...(await content.take(path)),
  });
  const scratch = await makeTemporary(tmpdir(), 'baton-puppet');
  try {
    const script = join(scratch, 'puppet.sh');
    await writeFile(script, puppetScript);
    return [
      await put(`${verb}.sh`, script),
      await withBundle(project, bundle, (path) => put('baton_apply/files/bundle.tgz', path)),
      ...(verb === 'facts' ? [await put('baton_apply/files/facts.sh', join(ownModules, 'facts/files/facts.sh'))] : []),
    ];
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
