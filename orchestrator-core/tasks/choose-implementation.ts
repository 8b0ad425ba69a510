import { extension } from '../common/index.ts';
import type { InputMethod, TaskMetadata } from './task.ts';

/** How a task is run on one target. */
export interface ImplementationChoice {
  /** The executable's file name. */
  readonly name: string;
  readonly inputMethod: InputMethod;
  /** Entries of `files`, the implementation's and the task's, each once; directories are not expanded. */
  readonly files: readonly string[];
}

/**
 * The first implementation whose requirements the target's features cover and which is made for a proxy when `remote`
 * is, else not. Undefined when none fits.
 */
export function chooseImplementation(
  metadata: TaskMetadata,
  executables: readonly string[],
  target: { readonly features: Iterable<string>; readonly remote: boolean },
): ImplementationChoice | undefined {
  const features = new Set(target.features);
  const candidates = metadata.implementations ?? executables.slice(0, 1).map((name) => ({ name }));
  const chosen = candidates.find(
    ({ requirements = [], remote = metadata.remote === true }: Candidate) =>
      remote === target.remote && requirements.every((feature) => features.has(feature)),
  );
  if (chosen === undefined) return undefined;
  const { name, files = [], input_method: own }: Candidate = chosen;
  return {
    name,
    inputMethod: own ?? metadata.input_method ?? (extension(name) === '.ps1' ? 'powershell' : 'both'),
    files: [...new Set([...files, ...(metadata.files ?? [])])],
  };
}

interface Candidate {
  readonly name: string;
  readonly requirements?: readonly string[];
  readonly remote?: boolean;
  readonly files?: readonly string[];
  readonly input_method?: InputMethod;
}
