import { baseName } from '../../orchestrator-core/common/index.ts';
import type { Problem } from '../documents/words.ts';
import type { Workspace } from '../documents/workspace.ts';
import { targetMeaning } from '../puppet/meaning.ts';
import { completeType } from '../task-metadata/complete-type.ts';
import { yamlProblem } from '../yaml/codes.ts';
import type { YamlKind } from '../yaml/kind.ts';
import { planActions } from './actions.ts';
import { completePlan } from './complete.ts';
import { hoverPlan } from './describe.ts';
import { planProblems } from './diagnose.ts';
import { pathOfView, type YamlPlanDocument } from './document.ts';
import { completeExpression, planTokens, signaturesInPlan } from './expressions.ts';
import { completeFiles, planLinks } from './links.ts';
import { meaningInPlan } from './meaning.ts';
import { renameInPlan, stepAt, variableAt } from './names.ts';
import { planSymbols } from './outline.ts';

/** Answers about a plan that exists; else with what is empty. */
async function about<R>(
  workspace: Workspace,
  path: string,
  empty: R,
  answer: (document: YamlPlanDocument) => R | Promise<R>,
): Promise<R> {
  const document = await workspace.yamlPlan(path);
  return document === undefined ? empty : answer(document);
}

/** A plan of the same name in the Puppet language is the one that Bolt runs. */
async function shadowed(workspace: Workspace, document: YamlPlanDocument): Promise<readonly Problem[]> {
  const path = pathOfView(document);
  if ((await workspace.files.stat(path))?.kind !== 'file') return [];
  const name = baseName(path);
  const span = { start: 0, end: Math.min(document.source.text.length, 1) };
  const [key] = document.plan.entries;
  return [yamlProblem('shadowed-plan', key?.keySpan ?? span, `Bolt runs ${name} beside this file, never this plan`)];
}

/** What is known about YAML plans. */
export const yamlPlanKind: YamlKind = {
  problems: (workspace, path) =>
    about(workspace, path, [], async (document) => [
      ...(await shadowed(workspace, document)),
      ...planProblems(document, await workspace.world(path)),
    ]),
  complete: (workspace, path, offset) =>
    about(workspace, path, [], async (document) => {
      const world = await workspace.world(path);
      return completePlan(document, offset, {
        world,
        expression: (at) => completeExpression(workspace, document, world, at),
        files: (written, span) => completeFiles(workspace, path, written, span),
        types: async (at) => {
          const type = document.plan.parameters.find(
            (each) => each.type && each.type.start <= at && at <= each.type.end,
          );
          const map = type?.type?.map ?? { value: '', toDocument: () => ({ start: at, end: at }), toValue: () => 0 };
          return completeType({ map }, at, [...world.all('type')]);
        },
      });
    }),
  hover: (workspace, path, offset) =>
    about(workspace, path, undefined, async (document) => hoverPlan(document, await workspace.world(path), offset)),
  symbols: (workspace, path) => about(workspace, path, [], planSymbols),
  links: (workspace, path) => about(workspace, path, [], (document) => planLinks(workspace, document)),
  definition: (workspace, path, offset) =>
    about(workspace, path, [], (document) =>
      (variableAt(document, offset)?.places ?? [])
        .filter(({ declares }) => declares)
        .map(({ start, end }) => ({ path, span: { start, end } })),
    ),
  meaning: (workspace, path, offset) =>
    about(
      workspace,
      path,
      undefined,
      async (document) =>
        meaningInPlan(document, await workspace.world(path), offset) ?? (await targetMeaning(workspace, path, offset)),
    ),
  references: (workspace, path, offset, withDeclaration) =>
    about(workspace, path, [], (document) =>
      (stepAt(document, offset)?.places ?? [])
        .filter(({ declares }) => withDeclaration || !declares)
        .map(({ start, end }) => ({ path, span: { start, end } })),
    ),
  nameAt: (workspace, path, offset) =>
    about(workspace, path, undefined, (document) => {
      const variable = variableAt(document, offset);
      const here = variable?.places.find(({ start, end }) => start - 1 <= offset && offset <= end);
      return variable === undefined || here === undefined
        ? undefined
        : { span: { start: here.start, end: here.end }, name: variable.name };
    }),
  rename: (workspace, path, offset, to) =>
    about(workspace, path, undefined, (document) => renameInPlan(document, offset, to)),
  highlight: (workspace, path, offset) =>
    about(workspace, path, [], (document) => variableAt(document, offset)?.places ?? []),
  signatures: (workspace, path, offset) =>
    about(workspace, path, undefined, async (document) =>
      signaturesInPlan(document, await workspace.world(path), offset),
    ),
  tokens: (workspace, path) => about(workspace, path, [], planTokens),
  actions: (workspace, path, span) => about(workspace, path, [], (document) => planActions(document, span)),
};
