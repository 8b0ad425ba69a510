import type { Decoded, JsonObject } from '../common/index.ts';
import type { Program } from './execution.ts';

/** A failure before the program ran, in the reference agent's words; the request is answered with an rpc_error_message. */
export class ActionError extends Error {
  override readonly name: string = 'ActionError';
}

/** What came of a request: the data of the final response. */
export type Outcome =
  | { readonly kind: 'results'; readonly results: JsonObject }
  | { readonly kind: 'error'; readonly description: string };

/** Where an action puts what it needs while its program runs. */
export interface Workplace {
  /** Of this request alone; absolute. */
  readonly directory: string;
  readonly signal: AbortSignal;
}

/** An action that answers at once from what the agent knows; it takes blocking requests only. */
export interface AnswerAction {
  readonly kind: 'answer';
  /** Resolves with an error when the parameters do not fit the action's schema. */
  answer(params: JsonObject): Promise<Decoded<JsonObject>>;
}

/** An action that runs a program. */
export interface ProgramAction {
  readonly kind: 'program';
  /** Whether the parameters fit the action's schema. */
  accepts(params: JsonObject): boolean;
  /** Fetches what is needed and says what to run. Raises ActionError. */
  prepare(params: JsonObject, workplace: Workplace): Promise<Program>;
}

export type Action = AnswerAction | ProgramAction;

/** The modules with their actions. */
export type Modules = ReadonlyMap<string, ReadonlyMap<string, Action>>;
