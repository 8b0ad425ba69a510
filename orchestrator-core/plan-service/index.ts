export { type Consoles, createConsoles } from './console-service.ts';
export { createPlanCatalog } from './plan-catalog.ts';
export { planMethods, rerunPlan } from './plan-methods.ts';
export type { PlanServices } from './plan-services.ts';
