import { joinPath, OrchestratorError } from '../common/index.ts';
import type { Project } from '../project/index.ts';

/** Where a new plan of a project goes. */
export interface NewPlanPaths {
  /** Absolute. */
  readonly directory: string;
  readonly path: string;
  /** The files that would be a plan of that name; none of them may be there. */
  readonly others: readonly string[];
}

/**
 * Where a new plan goes, by Bolt's rules for names (`plan_creator.rb`).
 * @throws OrchestratorError `bolt/unnamed-project-error`, `bolt/validation-error`, in Bolt's words.
 */
export function newPlanPaths(
  { name: project, directory: home }: Pick<Project, 'name' | 'directory'>,
  name: string,
  language: 'puppet' | 'yaml',
): NewPlanPaths {
  if (project === undefined) {
    throw new OrchestratorError(
      'bolt/unnamed-project-error',
      `Project directory '${home}' is not a named project. Unable to create a project-level plan. To name a project, set the 'name' key in the 'bolt-project.yaml' configuration file.`,
    );
  }
  if (!/^([a-z][a-z0-9_]*)(::[a-z][a-z0-9_]*)*$/.test(name)) {
    throw new OrchestratorError(
      'bolt/validation-error',
      `Invalid plan name '${name}'. Plan names are composed of one or more name segments
separated by double colons '::'.

Each name segment must begin with a lowercase letter, and can only include lowercase
letters, digits, and underscores.

Examples of valid plan names:
    - ${project}
    - ${project}::my_plan`,
    );
  }
  const [prefix, ...segments] = name.split('::');
  if (prefix !== project) {
    const message = `Incomplete plan name: A plan name must be prefixed with the name of the project or module. Did you mean '${project}::${name}'?`;
    throw new OrchestratorError('bolt/validation-error', message);
  }
  const base = segments.pop() ?? 'init';
  const directory = joinPath(home, 'plans', ...segments);
  const others = ['pp', 'yaml'].map((extension) => joinPath(directory, `${base}.${extension}`));
  return { directory, path: joinPath(directory, `${base}.${language === 'puppet' ? 'pp' : 'yaml'}`), others };
}

/** A plan to begin with; with a script, one that runs it. */
export function newPlanText(name: string, language: 'puppet' | 'yaml', script: string | undefined): string {
  return language === 'puppet' ? puppetPlan(name, script) : yamlPlan(name, script);
}

function yamlPlan(name: string, script: string | undefined): string {
  const hello = `
  - message: Hello from ${name}
  - name: command_step
    command: whoami
    targets: $targets`;
  const run = `
  - name: run_script
    script: ${script}
    targets: $targets`;
  return `# What lists of plans say of it.
description: A plan created with baton plan new

# What it is given; types are those of the Puppet language.
parameters:
  targets:
    type: TargetSpec
    description: A list of targets to run actions on${script === undefined ? '\n    default: localhost' : ''}

# What it does, in order. The result of a step with a name can be used in those after it.
steps:${script === undefined ? hello : run}

# What it returns.
return: $${script === undefined ? 'command_step' : 'run_script'}
`;
}

function puppetPlan(name: string, script: string | undefined): string {
  const hello = `
  out::message('Hello from ${name}')
  $command_result = run_command('whoami', $targets)
  return $command_result`;
  return `# @summary A plan created with baton plan new.
# @param targets The targets to run on.
plan ${name} (
  TargetSpec $targets${script === undefined ? " = 'localhost'" : ''},
) {${script === undefined ? hello : `\n  return run_script('${script}', $targets)`}
}
`;
}
