import { OrchestratorError } from '../../common/index.ts';
import type { NodeRun } from '../../jobs/index.ts';
import type { ShellConnection } from './connection.ts';
import { quoteAll } from './sh-text.ts';

/** How another user is become on a target. */
export interface Escalation {
  readonly user: string;
  /** The words before a command line. */
  readonly prefix: string;
  /** Of sudo, which may ask for a password. */
  readonly sudo?: Sudo;
}

/** What is known of sudo on a target. */
export interface Sudo {
  readonly prompt: string;
  readonly password: string | undefined;
  /** Who asks it, and where, as messages name them. */
  readonly asker: string;
  readonly target: string;
}

const prompt = '[sudo] Bolt needs to run as another user, password: ';

/**
 * How the user of a run is become, or another one; undefined where the connection's own will do.
 * @param user default the one that the run, or the target's `run-as`, says.
 */
export function escalationOf(
  run: Pick<NodeRun, 'target' | 'runAs'>,
  connection: ShellConnection,
  user: string | undefined = wantedUser(run),
): Escalation | undefined {
  if (user === undefined || user === connection.user) return undefined;
  const { options, name } = run.target;
  const custom = options['run-as-command'];
  if (Array.isArray(custom)) return { user, prefix: quoteAll([...custom.map(String), user]) };
  const program = text(options['sudo-executable']) ?? 'sudo';
  return {
    user,
    prefix: quoteAll([program, '-S', '-H', '-u', user, '-p', prompt]),
    sudo: {
      prompt,
      password: text(options['sudo-password']) ?? text(options['password']),
      asker: connection.user === undefined ? 'the user there' : `user ${connection.user}`,
      target: name,
    },
  };
}

/** Whom an action is to run as; undefined is whoever the connection runs as. */
export function wantedUser({ runAs, target }: Pick<NodeRun, 'target' | 'runAs'>): string | undefined {
  return runAs ?? text(target.options['run-as']);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function escalateError(message: string, issueCode: string): OrchestratorError {
  return new OrchestratorError('puppetlabs.tasks/escalate-error', message, { issueCode });
}

/** sudo asks, and there is nothing to answer. */
export function noPassword(sudo: Sudo): OrchestratorError {
  const msg = `Sudo password for ${sudo.asker} was not provided for ${sudo.target}: sudo asks for one there. Set 'sudo-password', or allow it without one.`;
  return escalateError(msg, 'NO_PASSWORD');
}

/** What sudo says against it, in Bolt's words; undefined where it says nothing of the kind. */
export function sudoRefusal(said: string, asked: number, sudo: Sudo): OrchestratorError | undefined {
  const denied = /^.*(?:is not in the sudoers file|is not allowed to (?:execute|run sudo)).*$/m.exec(said);
  if (denied !== null) {
    const asker = sudo.asker.replace(/^user /, '');
    return escalateError(
      `User ${asker} does not have sudo permission on ${sudo.target}: ${denied[0].trim()}`,
      'SUDO_DENIED',
    );
  }
  if (asked < 2 && !/^Sorry, try again\./m.test(said)) return undefined;
  const msg = `Sudo password for ${sudo.asker} not recognized on ${sudo.target}: sudo refused what 'sudo-password', or else 'password', says.`;
  return escalateError(msg, 'BAD_PASSWORD');
}

/** The command that was to become the user ended without having done so. */
export function notBecome({ user }: Escalation, target: string, said: string): OrchestratorError {
  const reason = said.trim() === '' ? 'it ended without a word' : said.trim();
  return escalateError(`Could not become user '${user}' on ${target}: ${reason}`, 'ESCALATE_ERROR');
}
