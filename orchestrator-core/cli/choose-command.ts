import { cliError } from './cli-error.ts';
import { type CommandRule, commandTable, isLaterCommand } from './command-table.ts';
import type { ParsedLine } from './parse-options.ts';

/** What is to be done. */
export interface Invocation {
  readonly rule: CommandRule;
  readonly object?: string;
  /** `name=value` words of a task or plan. */
  readonly assignments: Readonly<Record<string, string>>;
  /** The words behind the object, of a command that takes any number. */
  readonly rest: readonly string[];
  readonly options: ParsedLine;
}

const contentName = /^([a-z][a-z0-9_]*)?(::[a-z][a-z0-9_]*)*$/;

/**
 * Finds the command that the words name and checks them in Bolt's order.
 * @throws OrchestratorError `bolt/cli-error` in Bolt's words.
 */
export function chooseCommand(options: ParsedLine): Invocation {
  const [name = '', ...afterName] = options.words;
  const candidates = commandTable.filter((rule) => rule.name === name);
  if (isLaterCommand(name)) {
    checkNoop(options, name, '');
    throw cliError(`The command '${name}' of Bolt is not supported by Baton yet`);
  }
  if (candidates.length === 0) throw cliError(`'${name}' is not a Baton command. See 'baton help'.`);
  const [first = ''] = afterName;
  // `inventory show` is an action, any other word after `inventory` a node.
  const standsAlone =
    candidates.some((rule) => rule.action === '') && !candidates.some((rule) => rule.action === first && first !== '');
  const [action, ...afterAction] = standsAlone ? ['', ...afterName] : afterName;
  if (action === undefined) throw cliError(`Expected an action of the form 'baton ${name} <action>'`);
  const rule = candidates.find((one) => one.action === action);
  if (rule === undefined) {
    const actions = candidates.map((one) => one.action).join(', ');
    throw cliError(`Expected action '${action}' to be one of ${actions}`);
  }
  const [object, ...rest] = afterAction;
  const takesValues = name === 'task' || name === 'plan';
  const assigned = takesValues ? rest.filter((word) => /.=/s.test(word)) : [];
  if (assigned.length > 0 && options.text('params') !== undefined) {
    throw cliError('Parameters must be specified through either the --params option or param=value pairs, not both');
  }
  const leftovers = rest.filter((word) => !assigned.includes(word));
  checkObject(rule, object, leftovers, options);
  if (leftovers.length > 0 && rule.many !== true) throw cliError(`Unknown argument(s) ${leftovers.join(', ')}`);
  checkNoop(options, name, action);
  if (options.all('env-var').length > 0 && name !== 'command' && name !== 'script') {
    throw cliError("Option '--env-var' can only be specified when running a command or script");
  }
  checkTargeting(rule, options);
  const assignments = Object.fromEntries(
    assigned.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]),
  );
  return { rule, ...(object === undefined ? {} : { object }), assignments, rest: leftovers, options };
}

/** What a command that needs an object says where there is none. */
const missing: Readonly<Record<string, string>> = {
  'task run': 'Must specify a task to run',
  'plan run': 'Must specify a plan to run',
  'script run': 'Must specify a script to run',
  'command run': 'Must specify a command to run',
  'plan preview': 'Must specify a plan to preview',
  'plan resume': 'Must specify the job of a plan to go on with',
  'plan new': 'Must specify a plan name.',
  'plan convert': 'Must specify a plan.',
  'job stop': 'Must specify a job to stop',
  lookup: 'Must specify a key to look up',
  inventory: 'Must specify a node, or the action show',
  facts: 'Must specify a fact to report',
  query: 'Must specify a query',
  'secret encrypt': 'Must specify a value to encrypt',
  'secret decrypt': 'Must specify a value to decrypt',
  'file upload': 'Must specify a source',
  'file download': 'Must specify a source',
};

function checkObject(
  rule: CommandRule,
  object: string | undefined,
  leftovers: readonly string[],
  options: ParsedLine,
): void {
  const { name, action } = rule;
  const needed = missing[`${name} ${action}`.trim()];
  if (needed !== undefined && !object) throw cliError(needed);
  const namesContent = (name === 'task' || name === 'plan') && (action === 'run' || action === 'preview');
  if (namesContent && !contentName.test(object ?? '')) throw cliError(`Invalid ${name} '${object}'`);
  if (name === 'apply') checkManifest(object, options);
  if (name === 'file' && leftovers.length === 0) throw cliError('Must specify a destination');
  if (name === 'file' && leftovers.length > 1) throw cliError(`Unknown arguments ${leftovers.slice(1).join(', ')}`);
  if (object !== undefined && rule.object === undefined) throw cliError(`Unknown argument ${object}`);
}

function checkManifest(object: string | undefined, options: ParsedLine): void {
  const code = options.text('execute');
  if (object !== undefined && code !== undefined) {
    throw cliError('--execute is unsupported when specifying a manifest file');
  }
  if (object === undefined && code === undefined) throw cliError('a manifest file or --execute is required');
}

/** Bolt runs no plan in noop; Baton does. */
function checkNoop(options: ParsedLine, name: string, action: string): void {
  const knows = (action === 'run' && (name === 'task' || name === 'plan')) || name === 'apply';
  if (options.flag('noop') && !knows && !(name === 'plan' && action === 'preview')) {
    throw cliError("Option '--noop' can only be specified when running a task or plan or applying manifest code");
  }
}

const targetingOptions = ['targets', 'query', 'rerun'];
/** What also says which targets are meant, together with one of these or alone. */
const narrowing = ['saved', 'with-fact', 'with-class', 'with-identity', 'with-agent', 'with', 'select'];

function checkTargeting({ name, action }: CommandRule, options: ParsedLine): void {
  const given = targetingOptions.filter((option) => options.text(option) !== undefined);
  const names = "'--targets', '--rerun', or '--query'";
  if (given.length > 1) throw cliError(`Only one targeting option can be specified: ${names}`);
  const isLookup = name === 'lookup';
  if (isLookup && given.length > 0 && options.flag('plan-hierarchy')) {
    throw cliError("The 'lookup' command accepts either targeting option OR --plan-hierarchy.");
  }
  const isNeeded =
    (action === 'run' && name !== 'plan') ||
    name === 'file' ||
    name === 'apply' ||
    (isLookup && !options.flag('plan-hierarchy'));
  const isNarrowed = narrowing.some((option) => options.text(option) !== undefined);
  if (isNeeded && given.length === 0 && !isNarrowed) throw cliError(`Command requires a targeting option: ${names}`);
}
