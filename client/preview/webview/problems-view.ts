import * as l10n from '@vscode/l10n';
import type { PlanPlace, PreviewProblem } from '../../../orchestrator-core/plans/index.ts';
import { element } from '../../webview/browser/dom.ts';

/** What the preview cannot say, each with the way to its place. */
export interface ProblemsView {
  readonly root: HTMLElement;
  draw(problems: readonly PreviewProblem[]): void;
}

/** A list that is not there while there is nothing in it. */
export function problemsView(reveal: (place: PlanPlace) => void): ProblemsView {
  const list = element('ul');
  const root = element('section', { class: 'problems', 'aria-label': l10n.t('Problems') }, list);
  root.hidden = true;
  let drawn: readonly PreviewProblem[] = [];
  return {
    root,
    draw: (problems) => {
      if (problems === drawn) return;
      drawn = problems;
      root.hidden = problems.length === 0;
      list.replaceChildren(...problems.map((problem) => entry(problem, reveal)));
    },
  };
}

function entry({ severity, message, place }: PreviewProblem, reveal: (place: PlanPlace) => void): HTMLElement {
  const word = severity === 'error' ? l10n.t('Error') : l10n.t('Unknown');
  const mark = element('span', { class: 'severity', 'data-severity': severity }, word);
  if (place === undefined) return element('li', {}, mark, ` ${message}`);
  const file = place.path.slice(Math.max(place.path.lastIndexOf('/'), place.path.lastIndexOf('\\')) + 1);
  const link = element('button', { type: 'button', class: 'link' }, l10n.t('{0}, line {1}', file, place.line));
  link.addEventListener('click', () => reveal(place));
  return element('li', {}, mark, ` ${message} `, link);
}
