import type { Target } from '../../inventory/index.ts';
import type { OutputStream } from '../../jobs/index.ts';

/**
 * A way into a target on which a POSIX shell answers. Tasks, scripts, commands and files are done over it in one place
 * (`shell-transport.ts`), whatever it is: ssh, the user's own `ssh`, a container.
 */
export interface ShellConnection {
  /** Runs a command line of `sh` to its end. @throws OrchestratorError `puppetlabs.tasks/connect-error` when the connection is lost. */
  run(request: ShellRequest): Promise<ShellEnd>;
  /** Copies a file or a directory to the target; paths are absolute here, and there as the target's shell takes them. */
  upload(source: string, destination: string, signal: AbortSignal): Promise<void>;
  /** Copies a file or a directory from the target to where nothing is yet. */
  download(source: string, destination: string, signal: AbortSignal): Promise<void>;
}

export interface ShellRequest {
  readonly command: string;
  /** Written to standard input, which is then closed; absent: closed at once. */
  readonly input?: string | Uint8Array;
  /** Whether the command gets a terminal; its errors come on standard output then. */
  readonly tty: boolean;
  /** Called with each piece as it comes; the connection reads no further until it resolves. */
  readonly output: (stream: OutputStream, bytes: Uint8Array) => Promise<void>;
  /**
   * Called before `input` is written when it is there: answers a prompt (sudo's) that came on the errors; what it
   * resolves with is written first.
   */
  readonly answer?: (errors: string) => string | undefined;
  /** Ends the remote process with its children. */
  readonly signal: AbortSignal;
}

export interface ShellEnd {
  /** 128 + the signal's number where one ended it. */
  readonly exitCode: number;
}

/** Opens ways into targets, and keeps them while somebody may need them again. */
export interface ShellConnector {
  /**
   * The connection to a target: the one that is open, or a new one.
   * @throws OrchestratorError `puppetlabs.tasks/connect-error` in Bolt's words.
   */
  connect(target: Target, signal: AbortSignal): Promise<ShellConnection>;
  /** Ends every connection. */
  close(): Promise<void>;
}
