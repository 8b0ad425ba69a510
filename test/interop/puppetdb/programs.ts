import { accessSync, constants, readdirSync } from 'node:fs';

/** Where Debian's packages put what the tests start. */
export interface Programs {
  /** The directory of `initdb` and `pg_ctl`. */
  readonly postgresql: string;
  readonly puppetDb: string;
  readonly java: string;
}

/** What of the packages is not here, by the packages' names; empty where all is. */
export function missingPackages(files: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(files).flatMap(([name, path]) => (isReadable(path) ? [] : [name]));
}

const puppetDb = '/usr/share/puppetdb/puppetdb.jar';
const java = '/usr/bin/java';

/** A PuppetDB and a PostgreSQL to start, or the names of the packages that are missing. */
export function findPuppetDb(): Programs | { readonly missing: readonly string[] } {
  const [postgresql] = versions('/usr/lib/postgresql').map((version) => `/usr/lib/postgresql/${version}/bin`);
  const missing = missingPackages({
    puppetdb: puppetDb,
    '/etc/puppetdb': '/etc/puppetdb/conf.d/auth.conf',
    postgresql: `${postgresql}/initdb`,
    'default-jre-headless': java,
  });
  return missing.length > 0 || postgresql === undefined ? { missing } : { postgresql, puppetDb, java };
}

/** Newest first. */
function versions(directory: string): readonly string[] {
  try {
    return readdirSync(directory).sort((a, b) => Number(b) - Number(a));
  } catch {
    return [];
  }
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
