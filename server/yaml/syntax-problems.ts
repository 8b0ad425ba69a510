import type { YamlTree } from '../../orchestrator-core/project/index.ts';
import { problem } from '../documents/codes.ts';
import type { Problem } from '../documents/words.ts';

/** What is wrong with the YAML itself. `files` is what Bolt calls such files when it refuses aliases in them. */
export function syntaxProblems({ faults }: Pick<YamlTree, 'faults'>, files: string): readonly Problem[] {
  return faults.map(({ kind, message, ...span }) => {
    if (kind === 'syntax') return problem('yaml-syntax', span, /[.?!]$/.test(message) ? message : `${message}.`);
    if (kind === 'duplicate') return problem('duplicate-key', span, `${message}.`);
    const name = message.replace('Unknown alias: ', '');
    return problem('yaml-alias', span, `Bolt refuses aliases in ${files}: write out what '${name}' stands for.`);
  });
}
