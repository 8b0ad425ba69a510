import { mkdir, writeFile } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';
import { OrchestratorError } from '../../common/index.ts';
import { diskFiles } from '../../node/index.ts';
import { newPlanPaths, newPlanText } from '../../plans/index.ts';
import { cliError } from '../cli-error.ts';
import type { Context } from '../context.ts';

/** `baton plan new NAME [--pp] [--script FILE]`: a plan of the project to begin with. */
export async function newPlan(name: string, context: Context): Promise<number> {
  const { options, project, terminal, format } = context;
  const language = options.flag('pp') === true ? 'puppet' : 'yaml';
  const script = options.text('script');
  if (project.name === undefined && !isInside(terminal.directory, project.directory)) throw noProjectHere(context);
  const { directory, path, others } = newPlanPaths(project, name, language);
  for (const taken of others) {
    if ((await diskFiles.stat(taken)) === undefined) continue;
    const message = `A plan with the name '${name}' already exists at '${taken}', nothing to do.`;
    throw new OrchestratorError('bolt/existing-plan-error', message, { details: { path: taken } });
  }
  if (script !== undefined) await checkScript(script, context);
  await mkdir(directory, { recursive: true }).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OrchestratorError(
      'bolt/existing-file-error',
      `${reason}; unable to create plan directory '${directory}'`,
      { cause },
    );
  });
  await writeFile(path, newPlanText(name, language, script), { flag: 'wx' });
  await terminal.out(
    format === 'json'
      ? `${JSON.stringify({ name, path })}\n`
      : `Created plan '${name}' at '${path}'\n\nShow this plan with:\n    baton plan show ${name}\nRun this plan with:\n    baton plan run ${name}\n`,
  );
  return 0;
}

function isInside(path: string, directory: string): boolean {
  return path === directory || path.startsWith(`${directory}/`);
}

/** Who begins in an empty directory is told how a project begins, and not of one somewhere else. */
function noProjectHere({ terminal }: Context): OrchestratorError {
  const { directory } = terminal;
  const own = basename(directory)
    .toLowerCase()
    .replace(/[^a-z0-9_]/g, '_');
  const name = /^[a-z]/.test(own) ? own : 'my_project';
  const message = `There is no project in ${directory}, nor in a directory above it. To begin one here:\n    echo 'name: ${name}' > bolt-project.yaml`;
  return new OrchestratorError('bolt/unnamed-project-error', message, { details: { path: directory } });
}

/** A plan that others can use names its script by its module. */
async function checkScript(script: string, context: Context): Promise<void> {
  if (isAbsolute(script) || !['files', 'scripts'].includes(script.split('/')[1] ?? '')) {
    throw cliError("The script must be a detailed Puppet file reference, for example 'mymodule/scripts/myscript.sh'.");
  }
  const [module, ...rest] = script.split('/');
  const directory = context.project.modules.find((each) => each.name === module)?.directory;
  if (directory === undefined || (await diskFiles.stat(join(directory, ...rest)))?.kind !== 'file') {
    throw new OrchestratorError('bolt/file-error', `The script '${script}' does not exist`, {
      details: { path: script },
    });
  }
}
