import { extension } from '../../orchestrator-core/common/index.ts';
import type { ScriptReads } from './reads.ts';

/** The text of a metadata file that declares what the script reads. `scripts` are all executables of the task. */
export function metadataFromScript(scripts: readonly string[], reads: ScriptReads | undefined): string {
  const names = new Set(reads?.reads.map((read) => read.name).filter((name) => !name.startsWith('_')));
  const sources = new Set(reads?.reads.map((read) => read.source));
  const [source] = sources;
  const method = source === 'argument' ? 'powershell' : source;
  const several = scripts.length > 1;
  const metadata = {
    description: '',
    ...(sources.size === 1 && !several ? { input_method: method } : {}),
    ...(reads?.reads.some((read) => read.name === '_noop') ? { supports_noop: true } : {}),
    ...(several ? { implementations: scripts.map(implementationOf) } : {}),
    parameters: Object.fromEntries([...names].map((name) => [name, { type: 'Optional[String[1]]', description: '' }])),
  };
  return `${JSON.stringify(metadata, null, 2)}\n`;
}

function implementationOf(name: string): object {
  return { name, requirements: [extension(name) === '.ps1' ? 'powershell' : 'shell'] };
}
