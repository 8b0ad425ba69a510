import { basename, dirname, resolve, sep } from 'node:path';
import { OrchestratorError } from '../../common/index.ts';
import { parse } from '../../language/index.ts';
import { diskFiles } from '../../node/index.ts';
import { convertPlan as convert, findPlan, readYamlPlan, yamlPlanName } from '../../plans/index.ts';
import type { Project } from '../../project/index.ts';
import type { Context } from '../context.ts';

/**
 * `baton plan convert PATH|NAME`: a YAML plan in the Puppet language, on standard output. The exit code is 1 where the
 * result is no valid plan; it is printed all the same.
 */
export async function convertPlan(object: string, context: Context): Promise<number> {
  const { terminal, project } = context;
  const { path, name } = await findYamlPlan(object, context);
  const text = await diskFiles.readText(path);
  if (text === undefined) {
    throw new OrchestratorError('bolt/file-error', `Could not read yaml plan file: ${path}`, { details: { path } });
  }
  const { plan, problems } = readYamlPlan(text, name ?? nameOf(path, project));
  const broken = problems.find(({ code }) => code !== 'duplicate-key' && code !== 'yaml-plan-expression');
  if (broken !== undefined) {
    const line = text.slice(0, broken.start).split('\n').length;
    throw new OrchestratorError('bolt/pal-error', `${broken.message} (file: ${path}, line: ${line})`, {
      details: { file: path, line },
    });
  }
  const converted = convert(plan);
  await terminal.out(converted.text);
  const fault = parse(converted.text, { tasks: true }).faults[0] ?? converted.problems[0];
  if (fault === undefined) return 0;
  terminal.err(`The converted puppet plan contains invalid puppet code: ${fault.message}\n`);
  return 1;
}

async function findYamlPlan(object: string, context: Context): Promise<{ path: string; name?: string }> {
  const path = resolve(context.terminal.directory, object);
  const stat = await diskFiles.stat(path);
  if (stat?.kind === 'file') {
    if (!path.endsWith('.yaml')) throw notYaml(path);
    return { path };
  }
  const { plan } = await findPlan(diskFiles, context.project.modules, object);
  if (plan.kind !== 'yaml') throw notYaml(plan.path);
  return { path: plan.path, name: plan.name };
}

function notYaml(path: string): OrchestratorError {
  const message = `You can only convert plans written in yaml: ${path}`;
  return new OrchestratorError('bolt/convert-error', message, { details: { plan_path: path } });
}

/** The plan's name by the module that the file is in, else by the directory that `plans/` is in. */
function nameOf(path: string, project: Project): string {
  const owner = project.modules.find(({ directory }) => path.startsWith(`${directory}${sep}plans${sep}`));
  if (owner !== undefined) return yamlPlanName(owner.name, path.slice(owner.directory.length + '/plans/'.length));
  const at = path.indexOf(`${sep}plans${sep}`);
  if (at > 0) return yamlPlanName(basename(dirname(path.slice(0, at + 2))), path.slice(at + '/plans/'.length));
  throw new OrchestratorError(
    'bolt/modulepath-error',
    `Could not determine module from ${path}. The path must include 'plans' directory`,
    { details: { path } },
  );
}
