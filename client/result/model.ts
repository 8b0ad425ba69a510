import type { Json, JsonObject } from '../../orchestrator-core/common/index.ts';
import type { JobDetails } from '../../orchestrator-core/jobs/index.ts';

/** The scheme of the read-only documents that show what a node, a step or a plan gave. */
export const resultScheme = 'baton-result';

/** What of a job a document shows. */
export type ResultPlace = { readonly job: string } & (
  | { readonly kind: 'node'; readonly node: string }
  | { readonly kind: 'outcome' }
  | { readonly kind: 'step' | 'variables'; readonly step: string }
);

/** A document's address: the last part of the path is what the editor's tab shows. */
export interface ResultAddress {
  readonly path: string;
  readonly query: string;
}

/** The address of what is shown. */
export function resultAddress(place: ResultPlace): ResultAddress {
  const at = (name: string, query: string): ResultAddress => ({
    path: `/${place.job}/${encodeURIComponent(name)}.json`,
    query,
  });
  switch (place.kind) {
    case 'node':
      return at(place.node, '');
    case 'outcome':
      return at(`job ${place.job}`, 'outcome');
    case 'step':
      return at(`step ${place.step}`, `step=${place.step}`);
    case 'variables':
      return at(`variables at step ${place.step}`, `variables=${place.step}`);
  }
}

/** The inverse of {@link resultAddress}; undefined for an address that is none. */
export function parseResultAddress({ path, query }: ResultAddress): ResultPlace | undefined {
  const match = /^\/(\d+)\/(.+)\.json$/.exec(path);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  const job = match[1];
  if (query === '') return { job, kind: 'node', node: decodeURIComponent(match[2]) };
  if (query === 'outcome') return { job, kind: 'outcome' };
  const part = /^(step|variables)=(.+)$/.exec(query);
  if (part?.[2] === undefined) return undefined;
  return { job, kind: part[1] === 'step' ? 'step' : 'variables', step: part[2] };
}

/** The text of a document. */
export function resultText(job: JobDetails, place: ResultPlace): string {
  return `${JSON.stringify(shown(job, place), undefined, 2)}\n`;
}

function shown(job: JobDetails, place: ResultPlace): Json {
  switch (place.kind) {
    case 'node':
      return nodeItem(job, place.node);
    case 'outcome':
      return outcomeItem(job);
    case 'step':
      return stepItem(job, place.step);
    case 'variables':
      return stepOf(job, place.step)?.variables ?? {};
  }
}

/** Bolt's item for the node, and its state while there is no result. */
function nodeItem(job: JobDetails, name: string): JsonObject {
  const node = job.nodes.find((candidate) => candidate.name === name);
  const { command, object } = job.description;
  const result = node?.result;
  return {
    target: name,
    action: command,
    object: result?.reached === false ? null : object,
    status: result?.status ?? node?.state ?? 'unknown',
    value: result?.value ?? {},
  };
}

/** What the plan returned, or the error that ended it, as `--format json` prints either. */
function outcomeItem({ outcome, error, state }: JobDetails): Json {
  if (outcome !== undefined) return outcome.ok ? outcome.value : { ...outcome.error };
  return error === undefined ? { state } : { ...error };
}

function stepItem(job: JobDetails, id: string): JsonObject {
  const step = stepOf(job, id);
  if (step === undefined) return { state: 'unknown' };
  return {
    function: step.function,
    object: step.object,
    targets: step.targets,
    arguments: step.arguments,
    state: step.state,
    ...(step.error === undefined ? { value: step.value ?? null } : { error: step.error }),
  };
}

function stepOf(job: JobDetails, id: string) {
  return job.steps?.find((step) => step.id === id);
}
