import { OrchestratorError } from '../common/index.ts';
import { chooseCommand, type Invocation } from './choose-command.ts';
import type { Context } from './context.ts';
import type { ExtraCommands } from './extra-command.ts';
import { helpText } from './help.ts';
import { type ParsedLine, parseOptions } from './parse-options.ts';
import { chooseFormat, outPaint, printError, terminalLog } from './speak.ts';
import type { Terminal } from './terminal.ts';

/**
 * Runs one command line; the answer is the exit code. What a command needs is loaded when it is known, and errors are
 * printed in the command's format, on standard output as Bolt does.
 */
export async function runProgram(
  line: readonly string[],
  terminal: Terminal,
  commands: ExtraCommands,
): Promise<number> {
  let options: ParsedLine | undefined;
  let format: Context['format'] = 'human';
  try {
    options = parseOptions(line);
    const { words } = options;
    if (words.length === 0 || words[0] === 'help' || options.flag('help')) {
      await terminal.out(helpText(words[0] === 'help' ? words.slice(1) : words, outPaint(options, terminal)));
      return 0;
    }
    const invocation = chooseCommand(options);
    const standing = await performAlone(invocation, terminal);
    if (standing !== undefined) return standing;
    const { name } = invocation.rule;
    if (name === 'lint' || name === 'format') {
      format = chooseFormat(options) ?? 'human';
      const perform = await commands[name]();
      return await perform({ words: words.slice(1), options, terminal, paint: outPaint(options, terminal), format });
    }
    const { openContext } = await import('./context.ts');
    const context = await openContext(options, terminal);
    format = context.format;
    return await performInProject(invocation, context);
  } catch (error) {
    await printError(error, format, outPaint(options, terminal), terminal);
    // Anything else than a refusal in words is a bug: whoever looks for it finds the place.
    if (options && !(error instanceof OrchestratorError)) {
      terminalLog(options, terminal, 'warn').log('debug', String(error instanceof Error ? error.stack : error));
    }
    return 1;
  }
}

/** Commands that read no project of their own. */
async function performAlone({ rule, options }: Invocation, terminal: Terminal): Promise<number | undefined> {
  switch (rule.name) {
    case 'serve':
      return (await import('./commands/serve.ts')).serve(options, terminal);
    case 'agent':
      return (await import('./commands/agent.ts')).agent(options, terminal);
    case 'lsp':
      return (await import('./commands/lsp.ts')).languageServer(terminal);
    default:
      return undefined;
  }
}

async function performInProject(invocation: Invocation, context: Context): Promise<number> {
  const { rule, object } = invocation;
  switch (`${rule.name} ${rule.action}`.trim()) {
    case 'task show':
      return (await import('./commands/task-show.ts')).showTasks(object, context);
    case 'plan show':
      return (await import('./commands/plan-show.ts')).showPlans(object, context);
    case 'plan run':
    case 'plan resume':
      return (await import('./commands/plan-run.ts')).runPlan(invocation, context);
    case 'plan preview':
      return (await import('./commands/plan-preview.ts')).previewPlan(invocation, context);
    case 'plan new':
      return (await import('./commands/plan-new.ts')).newPlan(object ?? '', context);
    case 'plan convert':
      return (await import('./commands/plan-convert.ts')).convertPlan(object ?? '', context);
    case 'eval':
      return (await import('./commands/eval.ts')).evaluateExpression(context);
    case 'console':
      return (await import('./commands/console.ts')).runConsole(context);
    case 'lookup':
      return (await import('./commands/lookup.ts')).lookup(invocation, context);
    case 'inventory show':
      return (await import('./commands/inventory-show.ts')).showInventory(context);
    case 'group show':
      return (await import('./commands/group-show.ts')).showGroups(context);
    case 'node show':
      if (object === undefined) return (await import('./commands/node-show.ts')).showNodes(context);
      return (await import('./commands/node-details.ts')).showNode(object, context);
    case 'inventory':
      return (await import('./commands/node-details.ts')).showNode(object ?? '', context);
    case 'ping':
      return (await import('./commands/ping.ts')).ping(context);
    case 'find':
      return (await import('./commands/find.ts')).find(context);
    case 'facts':
      return (await import('./commands/fact-report.ts')).reportFact(object ?? '', context);
    case 'query':
      return (await import('./commands/query.ts')).query(object ?? '', context);
    case 'job show':
      return (await import('./commands/job.ts')).showJobs(object, context);
    case 'job stop':
      return (await import('./commands/job.ts')).stopJob(object ?? '', context);
    case 'secret createkeys':
    case 'secret encrypt':
    case 'secret decrypt':
      return (await import('./commands/secret.ts')).secret(invocation, context);
    case 'ca generate':
      return (await import('./commands/ca-generate.ts')).generateCertificate(context);
    default:
      return (await import('./commands/run.ts')).run(invocation, context);
  }
}
