import { join } from 'node:path';
import { systemClock } from '../../node/index.ts';
import { cliError } from '../cli-error.ts';
import type { Context } from '../context.ts';

/** `baton ca generate --certname NAME`: key and certificate for an agent on another machine. */
export async function generateCertificate(context: Context): Promise<number> {
  const { options, terminal, project, overrides, log } = context;
  const certname = options.text('certname');
  if (certname === undefined)
    throw cliError("Option '--certname' is required: the name of the machine that the certificate is for");
  const { defaultDataDirectory } = await import('../../data-directory.ts');
  const { openAuthority } = await import('../../access/index.ts');
  const data = overrides.data ?? defaultDataDirectory(project.directory);
  const authority = await openAuthority(join(data, 'ssl'), { clock: systemClock, log });
  const { files } = await authority.issue(certname);
  if (context.format === 'json') {
    await terminal.out(`${JSON.stringify({ certname, files })}\n`);
    return 0;
  }
  await terminal.out(
    `${context.paint('cyan', `Certificate of ${certname}`)}\n  certificate  ${files.certificate}\n  private key  ${files.key}\n` +
      `  CA           ${files.ca}\n\nCopy the three files to the machine and start its agent there:\n` +
      `  baton agent --broker wss://HOST:PORT --certname ${certname} --ssl-cert FILE --ssl-key FILE --ssl-ca FILE\n` +
      'A pxp-agent will do as well; docs/protocol.md has its configuration.\n',
  );
  return 0;
}
