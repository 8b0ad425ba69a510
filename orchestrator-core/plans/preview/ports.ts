import type { CancelSignal, JsonObject } from '../../common/index.ts';
import type { EvaluationHost } from '../../language/index.ts';
import type { TaskMetadata } from '../../tasks/index.ts';
import type { KnownInventory } from '../run/plan-inventory.ts';

/** Which plan is looked at, and with what. */
export interface PreviewRequest {
  readonly plan: string;
  /** What is missing stays unknown, also where the plan needs it. */
  readonly parameters: JsonObject;
  /** As in `PlanRunRequest`. */
  readonly noop: boolean;
  /** The user to become, over what the inventory says. */
  readonly runAs?: string;
}

/** The file of a plan. */
export interface PlanFile {
  /** Absolute; a YAML plan's ends in `.yaml`. */
  readonly path: string;
  /** As it stands in an editor, where it is open in one. */
  readonly text: string;
}

/** What a preview reads; nothing in it does anything. */
export interface PreviewPorts {
  /** Made for this preview: what the plan changes of it is gone with it. */
  readonly inventory: KnownInventory;
  /** Functions, files and data of the modules. Its clock, its log and its objects are not used. */
  readonly host: EvaluationHost;
  /** Undefined where there is no such plan. The data types that the file names are known to `host` from then on. */
  readonly plan: (name: string) => Promise<PlanFile | undefined>;
  /** Undefined where there is no such task. */
  readonly task: (name: string) => Promise<TaskMetadata | undefined>;
  /** The absolute path of `MODULE/…` in a module, as a run finds it; undefined where there is nothing. */
  readonly moduleFile: (reference: string) => Promise<string | undefined>;
  /** Lets others have their turn, now and then in a long plan. */
  readonly turn: () => Promise<void>;
  readonly signal: CancelSignal;
}
