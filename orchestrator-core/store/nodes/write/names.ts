import type { Statements } from './statements.ts';

/** The id of an environment, made where there was none; null for none. */
export function environmentId(statements: Statements, name: string | null): bigint | null {
  if (name === null) return null;
  return statements.id(
    'SELECT id FROM environments WHERE name = ?',
    'INSERT INTO environments (name) VALUES (?)',
    name,
  );
}

/** The id of a server that sent something, made where there was none; null for none. */
export function producerId(statements: Statements, name: string | null): bigint | null {
  if (name === null) return null;
  return statements.id('SELECT id FROM producers WHERE name = ?', 'INSERT INTO producers (name) VALUES (?)', name);
}

/** The id of a node, made where there was none. */
export function certnameId(statements: Statements, certname: string): bigint {
  return statements.id(
    'SELECT id FROM certnames WHERE certname = ?',
    'INSERT INTO certnames (certname) VALUES (?)',
    certname,
  );
}

/** The id of a node that something new is known of: one that was deactivated or expired before `produced` is active again. */
export function activeCertnameId(statements: Statements, certname: string, produced: number): bigint {
  const id = certnameId(statements, certname);
  statements.run(
    'UPDATE certnames SET deactivated = NULL, expired = NULL WHERE id = ? AND (deactivated < ? OR expired < ?)',
    id,
    produced,
    produced,
  );
  return id;
}
