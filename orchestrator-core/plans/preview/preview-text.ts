import type { PlanPlace } from '../run/world.ts';
import type {
  PlanPreview,
  PreviewBranch,
  PreviewEnd,
  PreviewLoop,
  PreviewMark,
  PreviewNode,
  PreviewParallel,
  PreviewPlanCall,
  PreviewRound,
  PreviewStep,
  PreviewTargets,
  PreviewValue,
} from './plan-preview.ts';
import { summaryOf } from './preview-summary.ts';
import { own, shortened } from './symbolic.ts';
import { count, type Page, together, wrapped } from './text-page.ts';

/** How a preview is written. */
export interface PreviewTextOptions {
  /** Columns; lines that cannot be broken may be longer. */
  readonly width: number;
  /** Whether lines may be drawn; without them it is read aloud well. */
  readonly unicode: boolean;
}

const mostTargets = 5;

/**
 * A preview as a text for a terminal, a file or a screen reader: each step on a line of its own with its number, what
 * it does and where, then what else there is to know in brackets, then its place. What is inside of something is indented.
 */
export function previewText(preview: PlanPreview, { width, unicode }: PreviewTextOptions): string {
  const { plan, path, description, parameters, nodes, returns, problems } = preview;
  const page: Page = { lines: [], width, guide: unicode ? '│  ' : '   ', dash: unicode ? '–' : '-' };
  const about = description === undefined ? '' : ` ${page.dash} ${shortened(description, longestLine)}`;
  wrapped(page, '', `Plan ${plan}${about}`);
  wrapped(page, '', summaryOf(preview));
  if (parameters.length > 0) page.lines.push('', 'Parameters');
  for (const { name, type, value, required } of parameters) {
    const shown = value === undefined ? (required ? 'not given' : 'not known') : lineOf(valueText(value));
    wrapped(page, '  ', `${name} = ${shown}  (${type})`);
  }
  if (nodes.length > 0) page.lines.push('', 'Steps');
  writeNodes(page, nodes, '  ', path);
  if (nodes.length === 0) page.lines.push('', 'It does nothing.');
  if (returns !== undefined && !isNothing(returns) && !isSaid(returns, nodes.at(-1))) {
    page.lines.push('');
    wrapped(page, '', `Returns ${valueText(returns)}`);
  }
  writeProblems(
    page,
    'Would fail',
    problems.filter(({ severity }) => severity === 'error'),
    path,
  );
  writeProblems(
    page,
    'Not known before it runs',
    problems.filter(({ severity }) => severity === 'unknown'),
    path,
  );
  return `${page.lines.join('\n')}\n`;
}

function isNothing(value: PreviewValue): boolean {
  return value.kind === 'known' && value.value === null;
}

/** Whether the last line of the steps says already what the plan returns. */
function isSaid(returns: PreviewValue, last: PreviewNode | undefined): boolean {
  return last?.kind === 'end' && last.how === 'return' && last.value !== undefined && isSame(last.value, returns);
}

function isSame(one: PreviewValue, other: PreviewValue): boolean {
  return one.kind === other.kind && valueText(one) === valueText(other);
}

function writeProblems(page: Page, title: string, problems: PlanPreview['problems'], path: string): void {
  if (problems.length === 0) return;
  page.lines.push('', title);
  // What is wrong at many places is said once.
  for (const [message, same = []] of Object.entries(Object.groupBy(problems, (problem) => problem.message))) {
    const places = same.flatMap(({ place }) => (place === undefined ? [] : [placeText(place, path)]));
    wrapped(page, '  ', `${message}${places.length === 0 ? '' : `  ${namesText([...new Set(places)])}`}`);
  }
}

function writeNodes(page: Page, nodes: readonly PreviewNode[], indent: string, path: string): void {
  for (const node of nodes) writeNode(page, node, indent, path);
}

function writeNode(page: Page, node: PreviewNode, indent: string, path: string): void {
  const notes = notesOf(node);
  const bracket = notes.length === 0 ? '' : ` [${notes.map(together).join(', ')}]`;
  wrapped(
    page,
    indent,
    `${node.id}. ${headOf(page, node)}${bracket}  ${placeText(node.place, path)}`,
    node.id.length + 2,
  );
  const inner = `${indent}${page.guide}`;
  switch (node.kind) {
    case 'step':
      writeParameters(page, node, `${indent}${' '.repeat(node.id.length + 4)}`, own(inHead, node.function) ?? []);
      break;
    case 'plan':
      writeParameters(page, node, `${indent}${' '.repeat(node.id.length + 4)}`, []);
      writeNodes(page, node.nodes, inner, path);
      break;
    case 'block':
      writeNodes(page, node.nodes, inner, path);
      break;
    case 'loop':
      writeRounds(page, node.rounds, inner, path, false);
      if (node.count !== undefined && node.rounds.length < node.count && node.rounds.length > 1) {
        page.lines.push(`${inner}and ${count(node.count - node.rounds.length, 'more round')}`);
      }
      break;
    case 'parallel':
      writeRounds(page, node.branches, inner, path, true);
      break;
    case 'branch':
      for (const { label, nodes } of node.arms) {
        if (nodes.length === 0 && (label === 'else' || label === 'default')) continue;
        page.lines.push(`${inner}${label}:${nodes.length === 0 ? ' nothing' : ''}`);
        writeNodes(page, nodes, `${inner}  `, path);
      }
      break;
    case 'end':
      break;
  }
}

/** A line for each; the many that plans hand on without a value share one. */
function writeParameters(
  page: Page,
  { parameters }: PreviewStep | PreviewPlanCall,
  indent: string,
  isShown: readonly string[],
): void {
  const entries = Object.entries(parameters).filter(([name]) => !isShown.includes(name));
  const empty = entries.filter(([, value]) => isNothing(value)).map(([name]) => name);
  for (const [name, value] of entries) {
    if (empty.length < 2 || !isNothing(value)) wrapped(page, indent, parameterText(name, value));
  }
  if (empty.length > 1) wrapped(page, indent, `undef: ${empty.join(', ')}`);
}

function writeRounds(page: Page, rounds: readonly PreviewRound[], inner: string, path: string, overlap: boolean): void {
  for (const [index, { label, nodes }] of rounds.entries()) {
    const beside = overlap && index > 0 ? ', beside the above' : '';
    if (rounds.length > 1 || label !== '') {
      wrapped(page, inner, `${label}${beside}:${nodes.length === 0 ? ' nothing' : ''}`);
    }
    writeNodes(page, nodes, `${inner}${label === '' ? '' : '  '}`, path);
  }
}

/** What a node does, and where. */
function headOf(page: Page, node: PreviewNode): string {
  switch (node.kind) {
    case 'step':
      return stepText(node);
    case 'plan':
      return `plan ${valueText(node.plan)}`;
    case 'block': {
      const about = node.about === undefined ? '' : ` ${valueText(node.about)}`;
      const name = node.isFunction === true ? `function ${node.function}` : node.function;
      return `${own(blockWords, node.function) ?? name}${about}${onTargets(node.targets)}`;
    }
    case 'loop':
      return loopText(node);
    case 'branch':
      return branchText(node);
    case 'parallel':
      return parallelText(page, node);
    case 'end':
      return endText(node);
  }
}

const blockWords: Readonly<Record<string, string>> = {
  catch_errors: 'catch errors',
  without_default_logging: 'without logging',
};

/** Functions by what they do, in the words of Bolt's own narrative. */
const words: Readonly<Record<string, string>> = {
  run_command: 'command',
  run_script: 'script',
  run_task: 'task',
  run_task_with: 'task',
  upload_file: 'upload',
  download_file: 'download',
  write_file: 'write file',
  run_container: 'container',
  apply_prep: 'prepare for apply: agent and facts',
  get_resources: 'read resources',
  wait_until_available: 'wait until it can be reached',
  'out::message': 'message',
  'out::verbose': 'message (verbose)',
  'ctrl::sleep': 'sleep',
  prompt: 'ask',
  'prompt::menu': 'ask (menu)',
  puppetdb_query: 'ask PuppetDB',
  puppetdb_fact: 'ask PuppetDB for facts of',
  puppetdb_command: 'send PuppetDB',
  wait: 'wait for',
  resource: 'resource',
};

/** Parameters that stand in the first line of a step, or would only fill pages. */
const inHead: Readonly<Record<string, readonly string[]>> = {
  upload_file: ['destination'],
  download_file: ['destination'],
  write_file: ['content'],
};

function stepText({ function: name, object, targets, parameters, description, runAs }: PreviewStep): string {
  const word = own(words, name) ?? name;
  const shown = name === 'run_command' ? commandText(object) : lineOf(valueText(object));
  const about = isNothing(object) ? '' : ` ${shown}`;
  const destination = own(inHead, name)?.includes('destination') === true ? parameters['destination'] : undefined;
  const to = destination === undefined ? '' : ` to ${lineOf(valueText(destination))}`;
  const as = runAs === undefined ? '' : ` as ${valueText(runAs)}`;
  const why = description === undefined ? '' : ` (${description})`;
  return `${word}${about}${to}${onTargets(targets)}${as}${why}`;
}

/** A command in quotes, as a run tells it; in double ones where parts of it are not known. */
function commandText(command: PreviewValue): string {
  const quote = command.kind === 'known' ? "'" : command.kind === 'unknown' && command.isText === true ? '"' : '';
  const [line, ...more] = linesOf(valueText(command));
  return `${quote}${line}${quote}${more.join('')}`;
}

function onTargets(targets: PreviewTargets | undefined): string {
  if (targets === undefined) return '';
  if (targets.kind === 'known')
    return targets.names.length === 0 ? ' on no targets' : ` on ${namesText(targets.names)}`;
  const { text, among } = targets;
  if (among === undefined) return ` on ${text}`;
  return among.length === 0 ? ` on ${text}, none of any` : ` on ${text}, at most ${namesText(among)}`;
}

/** Few names in full; of many the first, and how many more. */
function namesText(names: readonly string[]): string {
  const shown = names.slice(0, mostTargets).join(', ');
  return names.length <= mostTargets ? shown : `${shown} and ${names.length - mostTargets} more`;
}

function loopText({ function: name, over, count: rounds }: PreviewLoop): string {
  if (name === 'ctrl::do_until') return `repeat ${valueText(over)}`;
  if (rounds === undefined) return `${name}: one per element of ${lineOf(valueText(over))}`;
  return `${name}: ${count(rounds, 'round')}`;
}

function branchText({ condition, arms }: PreviewBranch): string {
  const isIf = arms.every(({ label }) => label === 'then' || label === 'else');
  if (isIf) return condition.startsWith('unless ') ? condition : `if ${condition}`;
  return `depending on ${condition}`;
}

function parallelText(page: Page, { function: name, over, count: branches }: PreviewParallel): string {
  if (name === 'background') return `background ${page.dash} goes on beside what follows`;
  if (branches !== undefined) return `${name}: ${count(branches, 'branch', 'branches')} side by side`;
  return `${name}: one per element of ${over === undefined ? '…' : lineOf(valueText(over))}, side by side`;
}

const endWords: Readonly<Record<PreviewEnd['how'], string>> = {
  return: 'the plan ends',
  fail: 'the plan fails',
  error: 'error',
  break: 'the loop ends',
  next: 'this block ends',
  leave: 'the function ends',
};

function endText({ how, value }: PreviewEnd): string {
  if (value === undefined) return endWords[how];
  return `${endWords[how]}${how === 'fail' || how === 'error' ? ':' : ' with'} ${lineOf(valueText(value))}`;
}

const markWords: Readonly<Record<PreviewMark, string>> = {
  changes: 'may change',
  safe: 'safe to repeat',
  'run-as': 'as another user',
  sensitive: 'secret',
  noop: 'noop',
  skipped: 'left out in noop',
  'catches-errors': 'goes on after errors',
  asks: 'asks',
};

function notesOf(node: PreviewNode): readonly string[] {
  const marks = 'marks' in node ? node.marks : [];
  const isTold = node.kind === 'step' && node.targets === undefined && !marks.includes('changes');
  const isNamed = node.kind === 'step' && node.runAs !== undefined;
  const shown = marks.filter((mark) => !(mark === 'safe' && isTold) && !(mark === 'run-as' && isNamed));
  const needs = 'needs' in node ? node.needs : [];
  const uses = needs.length === 0 ? [] : [`uses ${needs.slice(0, 4).join(', ')}${needs.length > 4 ? ' …' : ''}`];
  return [...shown.map((mark) => markWords[mark]), ...uses];
}

function valueText(value: PreviewValue): string {
  if (value.kind === 'sensitive') return 'a secret';
  return value.kind === 'known' && value.text === '' ? "''" : value.text;
}

function parameterText(name: string, value: PreviewValue): string {
  const text = lineOf(valueText(value));
  return name === '*' ? `with ${text}` : `${name} = ${text}`;
}

const longestLine = 160;

/** The first line of a text, and that there are more. */
function lineOf(text: string): string {
  return linesOf(text).join('');
}

function linesOf(text: string): readonly [first: string, more: string] {
  const [first = '', ...more] = text.trim().split('\n');
  const line = first.length > longestLine ? `${first.slice(0, longestLine)}…` : first;
  return [line, more.length === 0 ? '' : ` … (${more.length + 1} lines)`];
}

/** The plan's own file by its name, one of the same module from there, one of another with its module. */
function placeText({ path, line }: PlanPlace, own: string): string {
  const module = `${own.split('/plans/').slice(0, -1).join('/plans/')}/`;
  const isOfModule = module !== '/' && path.startsWith(module);
  const below = isOfModule ? path.slice(module.length).replace(/^plans\//, '') : path;
  const parts = below.split('/');
  if (isOfModule) return `${path === own ? parts.at(-1) : below}:${line}`;
  const home = Math.max(parts.lastIndexOf('plans'), parts.lastIndexOf('functions'));
  return `${parts.slice(home < 1 ? -1 : home - 1).join('/')}:${line}`;
}
