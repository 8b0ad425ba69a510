import type { Target } from '../../inventory/index.ts';
import type { OutputStream } from '../../jobs/index.ts';

/**
 * A way into a target on which a POSIX shell answers. Tasks, scripts, commands and files are done over it in one place
 * (`shell-transport.ts`), whatever it is: ssh, the user's own `ssh`, a container.
 */
export interface ShellConnection {
  /** The user that commands run as, where it is known: nobody is asked to become who it is already. */
  readonly user?: string;
  /** Whether commands begin in a directory that means something to people, as on this machine; else it is a home. */
  readonly keepsDirectory?: boolean;
  /** The words before a command line that people give, where that is not the login shell: `['bash', '-lc']`. */
  readonly shell?: readonly string[];
  /**
   * Runs a command line of the target's shell to its end, in a process group of its own.
   * @throws OrchestratorError `puppetlabs.tasks/connect-error` when the connection is lost; the signal's reason when it
   * is aborted.
   */
  run(request: ShellRequest): Promise<ShellEnd>;
  /** Copies a file or a directory, which becomes `destination` itself; absolute here, and there as its shell takes it. */
  upload(source: string, destination: string, signal: AbortSignal): Promise<void>;
  /** Copies a file or a directory from the target to `destination`, where nothing is yet, in a directory that is there. */
  download(source: string, destination: string, signal: AbortSignal): Promise<void>;
}

/** A command for a connection, and who hears of it. */
export interface ShellRequest {
  readonly command: string;
  /** Whether the command gets a terminal; its errors come on standard output then. */
  readonly tty: boolean;
  /** Called once, as soon as the command runs or something may be written to it. */
  readonly begun: (input: ShellInput) => void;
  /** Called with each piece as it comes, one at a time; the connection reads no further until it resolves. */
  readonly output: (stream: OutputStream, bytes: Uint8Array) => Promise<void>;
  /**
   * Gives the command up: its channel is closed and nothing more is read. Its processes are ended by whoever aborts, over
   * another command.
   */
  readonly signal: AbortSignal;
}

/** The standard input of a command that runs. It stays open until it is ended; a program that reads no more is no error. */
export interface ShellInput {
  /** Resolves when more may be written. */
  write(bytes: string | Uint8Array): Promise<void>;
  end(): void;
}

/** How a command ended. */
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
  /** Ends the connection to a target that does not answer, so that the next one is new. */
  forget?(target: Target): void;
  /** Ends every connection. */
  close(): Promise<void>;
}
