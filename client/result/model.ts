import type { Json } from '../../orchestrator-core/common/index.ts';
import type { JobDetails } from '../../orchestrator-core/jobs/index.ts';

/** The scheme of the read-only documents that show what a node gave. */
export const resultScheme = 'baton-result';

/** The path of a node's result; its last part is what the editor's tab shows. */
export function resultPath(job: string, node: string): string {
  return `/${job}/${encodeURIComponent(node)}.json`;
}

/** The inverse of {@link resultPath}; undefined for a path that is none. */
export function parseResultPath(path: string): { readonly job: string; readonly node: string } | undefined {
  const match = /^\/(\d+)\/(.+)\.json$/.exec(path);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  return { job: match[1], node: decodeURIComponent(match[2]) };
}

/** The document's text: Bolt's item for the node, and its state while there is no result. */
export function resultText(job: JobDetails, name: string): string {
  const node = job.nodes.find((candidate) => candidate.name === name);
  const { command, object } = job.description;
  const result = node?.result;
  const shown: Record<string, Json> = {
    target: name,
    action: command,
    object: result?.reached === false ? null : object,
    status: result?.status ?? node?.state ?? 'unknown',
    value: result?.value ?? {},
  };
  return `${JSON.stringify(shown, undefined, 2)}\n`;
}
