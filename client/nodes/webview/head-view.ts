import * as l10n from '@vscode/l10n';
import type { NodeDetails } from '../../../orchestrator-core/orchestrator.ts';
import { ageText } from '../../common/age.ts';
import { connectionWord } from '../../run/targets.ts';
import { element, setAttributes, setText } from '../../webview/browser/dom.ts';
import type { PageAction } from '../page/messages.ts';
import { reportWord } from '../report-word.ts';
import { timeText } from './tab-view.ts';

/** What the page says of a node whatever part of it is looked at. */
export interface HeadView {
  readonly root: HTMLElement;
  /** `now` is what ages are counted from. */
  draw(node: NodeDetails, now: number): void;
  /** Says why there is nothing newer. */
  fail(message: string): void;
}

/** Shapes of states, beside their words. */
const glyphs = { connected: '●', disconnected: '○', agentless: '◌' } as const;
const actions: readonly PageAction[] = ['task', 'command', 'plan', 'ping', 'facts', 'terminal', 'inventory'];

function actionWords(action: PageAction): string {
  return {
    task: l10n.t('Run task…'),
    command: l10n.t('Run command…'),
    plan: l10n.t('Run plan…'),
    ping: l10n.t('Ping'),
    facts: l10n.t('Gather facts'),
    terminal: l10n.t('Open terminal'),
    inventory: l10n.t('Show in inventory'),
  }[action];
}

/** Name, state, groups, and what can be done. */
export function headView(act: (action: PageAction) => void): HeadView {
  const name = element('h1');
  const glyph = element('span', { class: 'glyph', 'aria-hidden': 'true' });
  const state = element('span', { class: 'state' });
  const about = element('span', { class: 'about' });
  const groups = element('p', { class: 'about' });
  const fault = element('p', { class: 'fault', role: 'alert' });
  const buttons = actions.map((action) => {
    const button = element('button', { type: 'button' }, actionWords(action));
    button.addEventListener('click', () => act(action));
    return button;
  });
  const tools = element('div', { class: 'tools', role: 'group', 'aria-label': l10n.t('Actions') }, ...buttons);
  const line = element('p', {}, glyph, ' ', state, ' ', about);
  return {
    root: element('header', {}, name, line, groups, fault, tools),
    draw: (node, now) => {
      const { connection } = node;
      const since = connection.kind === 'agentless' ? undefined : connection.since;
      const word = connectionWord(node);
      setText(name, node.name);
      setText(glyph, glyphs[connection.kind]);
      setText(state, since === undefined ? word : `${word}, ${ageText(since, now)}`);
      setAttributes(state, { 'data-state': connection.kind });
      setText(about, aboutText(node, now));
      setText(groups, listsText(node));
      setText(fault, node.problem === undefined ? '' : problemText(node.problem));
    },
    fail: (message) => setText(fault, message),
  };
}

function problemText({ error, since }: NonNullable<NodeDetails['problem']>): string {
  const shown =
    since === undefined
      ? l10n.t('What it says of this node is not known.')
      : l10n.t('What it says of this node is shown as of {0}.', timeText(since));
  return `${l10n.t('The inventory cannot be read: {0}', error.msg)}\n${shown}`;
}

function listsText({ groups, aliases, features }: NodeDetails): string {
  const lists: readonly (readonly [string, readonly string[]])[] = [
    [l10n.t('Groups'), groups],
    [l10n.t('Aliases'), aliases],
    [l10n.t('Features'), features],
  ];
  return lists.flatMap(([title, names]) => (names.length === 0 ? [] : `${title}: ${names.join(', ')}`)).join(' · ');
}

/** What else is to be said in a line: how it is reached, its agent, its last run. */
function aboutText({ transport, connection, lastReport }: NodeDetails, now: number): string {
  const agent = connection.kind === 'connected' ? connection.agent?.version : undefined;
  const noop = lastReport?.noop === true ? ` ${l10n.t('(noop)')}` : '';
  const report = lastReport && [reportWord(lastReport.status), noop, ageText(lastReport.at, now)];
  return [
    '',
    l10n.t('transport {0}', transport),
    ...(agent === undefined ? [] : [l10n.t('agent {0}', agent)]),
    ...(report === undefined ? [] : [l10n.t('last run {0}{1} {2}', ...report)]),
  ].join(' · ');
}
