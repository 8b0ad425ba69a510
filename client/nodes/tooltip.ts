import * as l10n from '@vscode/l10n';
import { factAt } from '../../orchestrator-core/inventory/index.ts';
import type { NodeDetails } from '../../orchestrator-core/orchestrator.ts';
import { ageText } from '../common/age.ts';
import { oneLine, valueText } from '../common/format.ts';
import { connectionWord } from '../run/targets.ts';
import { reportWord } from './report-word.ts';

/** What there is to say of a node in a few lines, each with its name; what is not known is left out. */
export function nodeLines(node: NodeDetails, now: number): readonly (readonly [string, string])[] {
  const fact = (path: string): string | undefined => {
    const value = node.facts === undefined ? undefined : factAt(node.facts.values, path);
    return value === undefined || value === null ? undefined : valueText(value);
  };
  const together = (...parts: readonly (string | undefined)[]): string | undefined => {
    const known = parts.filter((part) => part !== undefined && part !== '');
    return known.length === 0 ? undefined : known.join(' ');
  };
  const { connection, lastReport, lastJob } = node;
  const since = connection.kind === 'agentless' ? undefined : connection.since;
  const agent = connection.kind === 'connected' ? connection.agent : undefined;
  const report = lastReport && reportWord(lastReport.status);
  const noop = lastReport?.noop === true ? l10n.t('(noop)') : undefined;
  const lines: readonly (readonly [string, string | undefined])[] = [
    [l10n.t('State'), since === undefined ? connectionWord(node) : `${connectionWord(node)}, ${ageText(since, now)}`],
    [l10n.t('Transport'), node.transport],
    [l10n.t('Agent'), agent?.version],
    [
      l10n.t('System'),
      together(fact('os.name') ?? fact('os.family'), fact('os.release.full'), fact('os.architecture')),
    ],
    [l10n.t('Kernel'), together(fact('kernel'), fact('kernelrelease'))],
    [l10n.t('Address'), fact('networking.ip') ?? fact('networking.ip6')],
    [
      l10n.t('Memory'),
      fact('memory.system.total') &&
        l10n.t('{0}, {1} used', fact('memory.system.total') ?? '', fact('memory.system.capacity') ?? '?'),
    ],
    [l10n.t('Up'), fact('system_uptime.uptime')],
    [l10n.t('Last run'), lastReport && together(report, noop, ageText(lastReport.at, now))],
    [l10n.t('Last job'), lastJob && together(`#${lastJob.id}`, lastJob.state, ageText(lastJob.at, now))],
    [l10n.t('Facts'), node.facts && ageText(node.facts.at, now)],
    [l10n.t('Groups'), node.groups.join(', ')],
    [l10n.t('Features'), node.features.join(', ')],
    [l10n.t('Aliases'), node.aliases.join(', ')],
  ];
  return lines.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value] as const]));
}

/** The same as Markdown. Values come from nodes, so nothing in them means anything to Markdown. */
export function tooltipMarkdown(node: NodeDetails, now: number): string {
  const rows = nodeLines(node, now).map(([name, value]) => `| ${escaped(name)} | ${escaped(oneLine(value, 200))} |`);
  return [`| ${escaped(node.name)} | |`, '|---|---|', ...rows].join('\n');
}

function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|~<>&$:]/g, (sign) => `&#${sign.codePointAt(0)};`);
}
