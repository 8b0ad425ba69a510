import { OrchestratorError } from '../common/index.ts';
import type { Orchestrator } from '../orchestrator.ts';
import type { ProjectSource } from '../project-source.ts';
import type { AgentDirectory } from '../transports/index.ts';

/** The part of the contract that is about nodes and which of them are meant. */
export type NodeMethods = Pick<
  Orchestrator,
  'node' | 'nodeList' | 'factHistory' | 'query' | 'select' | 'savedSelections' | 'saveSelection' | 'ping'
>;

/** What the methods about nodes need. */
export interface NodeServices {
  readonly source: ProjectSource;
  readonly agents: AgentDirectory;
}

/** Nodes, facts, queries and selections. */
export function nodeMethods(_services: NodeServices): NodeMethods {
  const unsupported = async (): Promise<never> => {
    throw new OrchestratorError('baton/unsupported', 'This is being built.');
  };
  return {
    node: unsupported,
    nodeList: unsupported,
    factHistory: unsupported,
    query: unsupported,
    select: unsupported,
    savedSelections: unsupported,
    saveSelection: unsupported,
    // biome-ignore lint/correctness/useYield: a place for what is being built
    async *ping() {
      await unsupported();
    },
  };
}
