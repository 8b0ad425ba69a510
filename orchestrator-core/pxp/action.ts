import {
  type Decoded,
  decode,
  integer,
  type JsonObject,
  jsonObject,
  list,
  object,
  oneOf,
  optional,
  type Schema,
  text,
  textLike,
} from '../common/index.ts';

/** Where an agent fetches a file: the path is appended to one of its primary URIs as it stands, already encoded. */
export interface FileUri {
  readonly path: string;
  /** The query, percent-encoded by the agent. */
  readonly params: Readonly<Record<string, string>>;
}

/** A file that a task needs. */
export interface TaskRunFile {
  readonly filename: string;
  readonly uri: FileUri;
  /** Lower-case hex: the reference agent compares a fresh download case-sensitively. */
  readonly sha256: string;
  readonly size_bytes?: number;
}

/** An implementation as the agent is told of it. */
export interface TaskRunImplementation {
  readonly name: string;
  readonly requirements?: readonly string[];
  readonly files?: readonly string[];
  readonly input_method?: string;
}

/** What the agent is told of the task's metadata. */
export interface TaskRunMetadata {
  readonly input_method?: string;
  readonly implementations?: readonly TaskRunImplementation[];
  readonly files?: readonly string[];
  readonly features?: readonly string[];
}

/** The `params` of `task run`. Keys that are not named here are allowed and ignored. */
export interface TaskRunParams {
  readonly task: string;
  readonly files: readonly TaskRunFile[];
  /** The parameters; the agent adds `_task` and `_installdir`. */
  readonly input: JsonObject;
  /** When present, `features` and `input_method` beside it are ignored. */
  readonly metadata?: TaskRunMetadata;
  readonly features?: readonly string[];
  readonly input_method?: string;
}

/** The `params` of `status query`. */
export interface StatusQueryParams {
  readonly transaction_id: string;
}

/** The `params` of `command run`: a line for the login shell of the agent's user. */
export interface CommandRunParams {
  readonly command: string;
}

/** The results of `task run` and `command run`. A non-zero exit code is a result, not an error. */
export interface ActionResults {
  /** The signal's number when one ended the process. */
  readonly exitcode: number;
  readonly stdout?: string;
  readonly stderr?: string;
}

/** The results of `status query`; output only once the action has ended. */
export interface StatusResults {
  readonly transaction_id: string;
  readonly status: 'unknown' | 'running' | 'success' | 'failure';
  readonly exitcode?: number;
  readonly stdout?: string;
  readonly stderr?: string;
}

const texts = list(text);
const query: Schema<Readonly<Record<string, string>>> = {
  mismatch: (value, where) => {
    const wrong = jsonObject.mismatch(value, where);
    if (wrong !== undefined) return wrong;
    for (const [key, entry] of Object.entries(value as JsonObject)) {
      const fault = text.mismatch(entry, `${where}.${key}`);
      if (fault !== undefined) return fault;
    }
    return undefined;
  },
};
const fileSchema: Schema<TaskRunFile> = object<TaskRunFile>(
  {
    filename: text,
    uri: object<FileUri>({ path: text, params: query }, 'allowed'),
    sha256: textLike(/^[0-9a-f]{64}$/i, 'a SHA-256 digest in hex'),
    size_bytes: optional(integer),
  },
  'allowed',
);
const implementationSchema: Schema<TaskRunImplementation> = object<TaskRunImplementation>(
  { name: text, requirements: optional(texts), files: optional(texts), input_method: optional(text) },
  'allowed',
);
const taskRunSchema: Schema<TaskRunParams> = object<TaskRunParams>(
  {
    task: text,
    files: list(fileSchema, 1),
    input: jsonObject,
    metadata: optional(
      object<TaskRunMetadata>(
        {
          input_method: optional(text),
          implementations: optional(list(implementationSchema)),
          files: optional(texts),
          features: optional(texts),
        },
        'allowed',
      ),
    ),
    features: optional(texts),
    input_method: optional(text),
  },
  'allowed',
);
const output = { stdout: optional(text), stderr: optional(text) };
const actionResultsSchema: Schema<ActionResults> = object<ActionResults>({ exitcode: integer, ...output }, 'allowed');
const statusResultsSchema: Schema<StatusResults> = object<StatusResults>(
  {
    transaction_id: text,
    status: oneOf('unknown', 'running', 'success', 'failure'),
    exitcode: optional(integer),
    ...output,
  },
  'allowed',
);
const statusQuerySchema: Schema<StatusQueryParams> = object<StatusQueryParams>({ transaction_id: text }, 'allowed');
const commandRunSchema: Schema<CommandRunParams> = object<CommandRunParams>({ command: text }, 'allowed');

/** Reads the `params` of `task run`. Never throws. */
export function decodeTaskRunParams(params: unknown): Decoded<TaskRunParams> {
  return decode(taskRunSchema, params, 'params');
}

/** Reads the `params` of `command run`. Never throws. */
export function decodeCommandRunParams(params: unknown): Decoded<CommandRunParams> {
  return decode(commandRunSchema, params, 'params');
}

/** Reads the `params` of `status query`. Never throws. */
export function decodeStatusQueryParams(params: unknown): Decoded<StatusQueryParams> {
  return decode(statusQuerySchema, params, 'params');
}

/** Reads the `results` of `task run` or `command run`. Never throws. */
export function decodeActionResults(results: unknown): Decoded<ActionResults> {
  return decode(actionResultsSchema, results, 'results');
}

/** Reads the `results` of `status query`. Never throws. */
export function decodeStatusResults(results: unknown): Decoded<StatusResults> {
  return decode(statusResultsSchema, results, 'results');
}
