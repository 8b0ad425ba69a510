export { type ConvertedPlan, convertPlan, puppetViewOf } from './convert-plan.ts';
export { yamlPlanDeclaration } from './declaration.ts';
export { plainManifest } from './functions/manifest.ts';
export { yamlFunctions } from './functions/yaml-functions.ts';
export { type Hiera, type HieraAnswer, type HieraSource, openHiera } from './hiera/hiera.ts';
export { HieraError } from './hiera/hiera-error.ts';
export { type FoundPlan, type FoundPlans, findPlan, listPlans } from './list-plans.ts';
export { newPlanPaths, newPlanText } from './new-plan.ts';
export { type Plan, type PlanParameterInfo, type PlanProblem, planDescription, withPlace } from './plan.ts';
export { planFileOf, planPaths } from './plan-file.ts';
export type {
  PlanPreview,
  PreviewBlock,
  PreviewBranch,
  PreviewEnd,
  PreviewLoop,
  PreviewMark,
  PreviewNode,
  PreviewParallel,
  PreviewParameter,
  PreviewPlanCall,
  PreviewProblem,
  PreviewRound,
  PreviewStep,
  PreviewTargets,
  PreviewValue,
} from './preview/plan-preview.ts';
export type { PreviewPorts, PreviewRequest } from './preview/ports.ts';
export { previewPlan } from './preview/preview-plan.ts';
export { type PreviewTextOptions, previewText } from './preview/preview-text.ts';
export type { PuppetView } from './puppet-view.ts';
export { readPlan } from './read-plan.ts';
export { readYamlPlan, yamlPlanName } from './read-yaml-plan.ts';
export { PlanError, type PlanErrorOptions, type PlanErrorValue } from './run/plan-error.ts';
export type { KnownInventory, PlanInventory, PlanTarget } from './run/plan-inventory.ts';
export type { PlanLoader, PlanModule } from './run/plan-loader.ts';
export { openPlanSession, type PlanSession, type SessionAnswer, type SessionName } from './run/plan-session.ts';
export { type PlanOutcome, type PlanRunOptions, type PlanRunRequest, runPlan } from './run/run-plan.ts';
export type {
  ActOptions,
  ActResult,
  PlanAction,
  PlanFiles,
  PlanMessage,
  PlanPlace,
  PlanPuppetDb,
  PlanQuestion,
  PlanStepStart,
  PlanTask,
  PlanWorld,
  ProgramResult,
  PuppetManifest,
  PuppetRequest,
  StepOutcome,
} from './run/world.ts';
export {
  isStepKind,
  parameterKeyTexts,
  planKeyTexts,
  type StepKind,
  type StepShape,
  stepKeys,
  stepKeyTexts,
  stepKinds,
  stepShapes,
} from './step-kinds.ts';
export { yamlPlanUses } from './uses.ts';
export { applyValue } from './values/apply-result.ts';
export {
  type PlanEntry,
  type PlanExpression,
  type PlanHash,
  type PlanList,
  type PlanName,
  type PlanParameter,
  type PlanScalar,
  type PlanStep,
  type PlanString,
  type PlanValue,
  planEntry,
  stringOf,
  stringsIn,
  type Treatment,
  type YamlPlan,
  type YamlPlanCode,
  type YamlPlanProblem,
} from './yaml-plan.ts';
