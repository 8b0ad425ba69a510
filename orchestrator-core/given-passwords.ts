import { type ErrorValue, OrchestratorError } from './common/index.ts';
import { nameOfUri, type Target } from './inventory/index.ts';
import type { JobDescription } from './jobs/index.ts';

const passwordNotKept = 'baton/password-not-kept';

/**
 * What a job keeps of the passwords that its targets were given with: not the passwords, but which targets cannot be reached
 * without. The inventory has those of its own.
 */
export function givenPasswords(targets: readonly Target[]): Pick<JobDescription, 'passwords'> {
  const given = targets.filter(
    ({ adhoc, uri = '', fault }) => (adhoc && nameOfUri(uri) !== uri) || fault?.kind === passwordNotKept,
  );
  return given.length === 0 ? {} : { passwords: given.map(({ name }) => name) };
}

/** The targets of an earlier job: those whose passwords are not known any more fail instead of being run without. */
export function targetsAgain(
  targets: readonly Target[],
  { passwords = [] }: Pick<JobDescription, 'passwords'>,
): readonly Target[] {
  const lost = new Set(passwords);
  if (lost.size === 0) return targets;
  return targets.map((target) =>
    lost.has(target.name) && target.adhoc ? { ...target, fault: notKept([target.name]) } : target,
  );
}

/** @throws OrchestratorError `baton/password-not-kept` where one of the targets that are to run again was given with one. */
export function checkPasswords(names: readonly string[], passwords: readonly string[] = []): void {
  const lost = names.filter((name) => passwords.includes(name));
  if (lost.length === 0) return;
  const { kind, msg, details } = notKept(lost);
  throw new OrchestratorError(kind, msg, { details });
}

function notKept(names: readonly string[]): ErrorValue {
  const msg = `${names.join(', ')}: the password stood in the URI, which is not kept. Name the target with its password again; or put it into the inventory, and name it.`;
  return { kind: passwordNotKept, msg, details: { targets: [...names] } };
}
