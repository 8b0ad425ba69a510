import type { Span } from '../../syntax/ast.ts';
import { type AnalysisCode, analysisCodes } from '../analysis-codes.ts';
import type { AnalysisFinding, AnalysisSource } from '../analysis-finding.ts';
import type { Declaration, DeclarationKind } from '../declaration.ts';
import type { TypeContext } from '../expressions/type-context.ts';
import type { World } from '../world.ts';

/** What the rules about calls share while they go through a source. */
export interface CallsState {
  readonly source: AnalysisSource;
  readonly world: World;
  readonly types: TypeContext;
  /** Whether the source asks anywhere with `defined()` what there is. */
  mayAsk(): boolean;
  /** Whether the source gives defaults for a resource type. */
  isDefaulted(type: string): boolean;
  /** Modules that the reader was told are missing. */
  readonly told: Set<string>;
  readonly findings: AnalysisFinding[];
}

/** Where a node stands, as far as the rules ask. */
export interface Place {
  /** What evaluates it: a plan, a compiler of catalogs (`apply` too), or a function or template that either may call. */
  readonly site: 'plan' | 'catalog' | 'either';
  /** Whether a condition asks with `defined()` whether names exist: what stands here may name what doesn't. */
  readonly isAsked: boolean;
  /** The type set whose types are defined here. */
  readonly typeSet?: string;
  /** Which of these would surely have nothing to leave. */
  readonly stuck: ReadonlySet<string>;
}

/** Notes a finding. The severity is that of the code unless a rule has a reason for another. */
export function report(
  state: CallsState,
  span: Span,
  code: AnalysisCode,
  message: string,
  more: Partial<Pick<AnalysisFinding, 'severity' | 'name' | 'suggestion'>> = {},
): void {
  const { start, end } = span;
  state.findings.push({ start, end, code, severity: analysisCodes[code], message, ...more });
}

/** What the world or the source itself has under a name. A world that was read knows the source, too. */
export function findDeclaration(state: CallsState, kind: DeclarationKind, name: string): Declaration | undefined {
  return state.world.find(kind, name) ?? state.types.findOwn(kind, name);
}

/** A name without a leading `::`. */
export function plainName(name: string): string {
  return name.startsWith('::') ? name.slice(2) : name;
}
