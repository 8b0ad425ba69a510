import type { Clock } from '../common/index.ts';
import type { JobKeeper } from '../jobs/index.ts';
import type { Nodes, Selector } from '../node-service/index.ts';
import type { ProjectSource } from '../project-source.ts';
import type { ContentStore } from '../store/index.ts';
import type { TaskCatalog } from '../task-catalog.ts';
import type { AgentDirectory } from '../transports/index.ts';
import type { PlanCatalog } from './plan-catalog.ts';

/** What plans are listed, previewed and run with. */
export interface PlanServices {
  readonly keeper: JobKeeper;
  readonly source: ProjectSource;
  readonly catalog: TaskCatalog;
  readonly plans: PlanCatalog;
  readonly content: ContentStore;
  readonly agents: AgentDirectory;
  /** Turns selections of nodes into targets. */
  readonly selector: Selector;
  readonly nodes: Nodes;
  readonly clock: Clock;
  /** Where a run may keep temporary files, absolute. */
  readonly scratch: string;
  /** Resolves when the jobs of earlier lives are taken up. */
  readonly recovered: Promise<void>;
}
