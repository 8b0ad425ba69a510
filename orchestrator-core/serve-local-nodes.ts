import type { Authority } from './access/index.ts';
import { type LocalNodes, startLocalNodes } from './agent/index.ts';
import type { Log } from './common/index.ts';
import { systemClock } from './node/index.ts';

/** Which agents an orchestrator starts beside itself. */
export interface ServedLocalNodes {
  readonly count: number;
  /** The command that starts this program. */
  readonly command: readonly string[];
  /** Where they work. */
  readonly directory: string;
  /** The broker as it is reached from this machine. */
  readonly broker: string;
  readonly authority: Authority;
  readonly log: Log;
}

/** Starts `node1`, `node2` … with certificates of their own; undefined where none is wanted. */
export async function serveLocalNodes(options: ServedLocalNodes): Promise<LocalNodes | undefined> {
  const { count, command, directory, broker, authority, log } = options;
  const [program, ...first] = command;
  if (count === 0) return undefined;
  if (program === undefined) throw new Error('local nodes need the command that starts an agent');
  return startLocalNodes({
    names: Array.from({ length: count }, (_, index) => `node${index + 1}`),
    directory,
    broker,
    credentialsFor: async (name) => (await authority.issue(name)).files,
    command: [program, ...first],
    log,
    clock: systemClock,
  });
}
