export { type ConvertedPlan, convertPlan, puppetViewOf } from './convert-plan.ts';
export { yamlPlanDeclaration } from './declaration.ts';
export type { PuppetView } from './puppet-view.ts';
export { readYamlPlan, yamlPlanName } from './read-yaml-plan.ts';
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
