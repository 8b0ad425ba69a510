import type { DatabaseSync } from 'node:sqlite';
import { OrchestratorError } from '../../../common/index.ts';
import type { StoreCommand } from '../../../inventory/index.ts';
import { isTaken } from '../../sqlite-file.ts';
import type { NodeCommand } from '../command/node-command.ts';
import { readCommand } from '../command/read-command.ts';
import { writeCatalog } from './catalog.ts';
import { writeFacts } from './facts.ts';
import { deactivate, writeExpiration, writeInputs } from './node.ts';
import { writeReport } from './report.ts';
import {
  expireNodes,
  purgeNodes,
  purgeReports,
  type Retention,
  removeUnused,
  type SweepStep,
  sharedTables,
} from './retention.ts';
import { Statements } from './statements.ts';

/** How a node store keeps what it is told. */
export interface WriterOptions {
  /** Keeps which changes undid drift (`corrective_change`), as Puppet Enterprise does; PuppetDB alone forgets them. Default true. */
  readonly corrective?: boolean;
}

/** What came of a command. */
export type Written =
  /** Whether anything changed: a command that is older than what is known changes nothing. */
  | { readonly ok: true; readonly changed: boolean; readonly certname: string }
  | { readonly ok: false; readonly error: unknown };

/** The one who writes into a node store's database, in the thread that has it open. */
export class NodeWriter {
  readonly #database: DatabaseSync;
  readonly #statements: Statements;
  readonly #corrective: boolean;

  constructor(database: DatabaseSync, { corrective = true }: WriterOptions = {}) {
    this.#database = database;
    this.#statements = new Statements(database);
    this.#corrective = corrective;
  }

  /**
   * Does what commands say, in one transaction: what it answers as written is on the disk. Each stands by itself: what is
   * wrong with one is its own answer (`puppetlabs.puppetdb/command-error`). Where there is no room for all of them each is
   * tried alone.
   */
  write(commands: readonly StoreCommand[]): readonly Written[] {
    const read = commands.map(attemptToRead);
    if (read.every((each) => each instanceof Error)) return read.map((error) => ({ ok: false, error }));
    try {
      return this.#transaction(() => read.map((each) => this.#apply(each)));
    } catch (error) {
      // Who can't begin can't begin with fewer either.
      if (commands.length === 1 || isTaken(error)) return commands.map(() => ({ ok: false, error }));
      return commands.flatMap((command) => this.write([command]));
    }
  }

  #apply(command: NodeCommand | Error): Written {
    if (command instanceof Error) return { ok: false, error: command };
    return { ok: true, changed: this.#carryOut(command), certname: command.certname };
  }

  #carryOut(command: NodeCommand): boolean {
    switch (command.kind) {
      case 'facts':
        return writeFacts(this.#statements, command);
      case 'catalog':
        return writeCatalog(this.#statements, command);
      case 'report':
        return writeReport(this.#statements, command, this.#corrective);
      case 'deactivate':
        return deactivate(this.#statements, command);
      case 'expiration':
        return writeExpiration(this.#statements, command);
      case 'inputs':
        return writeInputs(this.#statements, command);
    }
  }

  /**
   * Removes what is kept for long enough, step by step; between two steps others may have their turn. Yields the nodes that
   * queries see otherwise from then on.
   */
  *sweep(now: number, retention: Retention): Generator<readonly string[]> {
    const steps: readonly (() => SweepStep)[] = [
      () => expireNodes(this.#statements, now, retention),
      () => purgeNodes(this.#statements, now, retention),
      () => purgeReports(this.#statements, now, retention),
      ...sharedTables.map((table) => () => removeUnused(this.#statements, table)),
    ];
    for (const step of steps) {
      let more = true;
      while (more) {
        const done = this.#transaction(step);
        more = done.more;
        yield done.certnames;
      }
    }
    this.#database.exec('PRAGMA incremental_vacuum(10000)');
  }

  #transaction<T>(work: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      // A full disk may have rolled it back already.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }
}

/** What is wrong with a command is for its sender; anything else is a fault of ours. */
function attemptToRead(command: StoreCommand): NodeCommand | Error {
  try {
    return readCommand(command);
  } catch (error) {
    if (error instanceof OrchestratorError) return error;
    throw error;
  }
}
