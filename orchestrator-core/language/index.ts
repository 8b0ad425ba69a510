export { type AnalysisCode, type AnalysisSeverity, analysisCodes } from './analysis/analysis-codes.ts';
export type { AnalysisFinding, AnalysisSource, Dialect } from './analysis/analysis-finding.ts';
export { analyze } from './analysis/analyze.ts';
export { brokenParts, outsideOf } from './analysis/broken-parts.ts';
export { boltModules, modulesBesideBolt } from './analysis/calls/shipped-names.ts';
export type {
  Declaration,
  DeclarationKind,
  Documentation,
  OptionDeclaration,
  Origin,
  ParameterDeclaration,
  Signature,
} from './analysis/declaration.ts';
export { declarationsOf } from './analysis/declarations.ts';
export { dialectOf } from './analysis/dialect-of.ts';
export { typeContext, typeOfExpression } from './analysis/expressions/expression-type.ts';
export { aliasesOf } from './analysis/expressions/find-alias.ts';
export type { TypeContext } from './analysis/expressions/type-context.ts';
export { typeOfParameter, typeOfValue } from './analysis/expressions/variable-type.ts';
export { parameterText, signatureText } from './analysis/signature-text.ts';
export { type FileSummary, summarize } from './analysis/summary.ts';
export { type Use, usesOf } from './analysis/uses.ts';
export type { Arm, Occurrence, Variable, VariableScope, Variables } from './analysis/variables/variables.ts';
export { variablesOf } from './analysis/variables/variables-of.ts';
export { emptyWorld, type ModuleState, type World } from './analysis/world.ts';
export { checkSource } from './check/check.ts';
export type { Finding, FindingCode } from './check/finding.ts';
export { access } from './evaluate/access.ts';
export { assign } from './evaluate/assign.ts';
export { attributeOf } from './evaluate/attribute.ts';
export { argumentsOf, bind, callClosure, callFunction, isEvaluation } from './evaluate/call.ts';
export { applyOperator, evaluate, negate, unfolded } from './evaluate/evaluate.ts';
export { createFrame, drive, evaluateProgram, type Program } from './evaluate/evaluate-program.ts';
export { evaluateSource, type SourceAnswer } from './evaluate/evaluate-source.ts';
export {
  type Driver,
  type Evaluation,
  EvaluationError,
  FunctionFault,
  Leaving,
  type SourcePlace,
  wait,
} from './evaluate/evaluation.ts';
export {
  type Closure,
  evaluationError,
  type Frame as EvaluationFrame,
  type Host as EvaluationHost,
  type LiveObjects,
  type MemberCall,
  type NativeCall,
  type NativeFunction,
  type PuppetFunction,
  placeOf,
} from './evaluate/frame.ts';
export { elementsOf, isHash, single } from './evaluate/functions/elements.ts';
export { nativeFunctions } from './evaluate/functions/index.ts';
export { jsonNumber, valueOfJson, valuesOfJson } from './evaluate/json-values.ts';
export { isOption } from './evaluate/match.ts';
export { mismatches } from './evaluate/mismatches.ts';
export { prettyJson } from './evaluate/pretty-json.ts';
export { readJson } from './evaluate/read-json.ts';
export { fromRichData, richJson, toRichData } from './evaluate/rich-data.ts';
export { createScope, lookUp, type Scope } from './evaluate/scope.ts';
export { stringOf } from './evaluate/string-format.ts';
export { typeNamed } from './evaluate/type-named.ts';
export { dataOf, sourceOf, textOf } from './evaluate/value-text.ts';
export { entry, hashOf, isEqual, isKind, isTrue } from './evaluate/values.ts';
export { applyChanges, type FormatOptions, formatSource, type LayoutChange } from './format/format.ts';
export { builtInFunctions } from './functions/built-in-functions.ts';
export { constructorsOf, type Member, memberOf, membersOf } from './functions/members.ts';
export { builtInResourceTypes, metaparameterDeclarations } from './resources/built-in-resource-types.ts';
export {
  type DefinitionDocumentation,
  documentationAt,
  documentationTags,
  type ParameterDocumentation,
  readDocumentation,
} from './strings/documentation.ts';
export type {
  Access,
  Assignment,
  Binary,
  Block,
  Call,
  Case,
  Definition,
  Expression,
  Heredoc,
  KeyedEntry,
  MethodCall,
  Parameter,
  Resource,
  Selector,
  Span,
  SyntaxNode,
} from './syntax/ast.ts';
export { children } from './syntax/children.ts';
export type { FaultCode, LexOptions, SyntaxFault } from './syntax/lexer-state.ts';
export { type Parsed, parse } from './syntax/parser.ts';
export { type Piece, pieces, printPieces } from './syntax/pieces.ts';
export { referenceName } from './syntax/reference-name.ts';
export type { Token, TokenKind } from './syntax/token.ts';
export { isAssignable } from './types/assignable.ts';
export { dataType } from './types/builtin-aliases.ts';
export { commonType } from './types/common-type.ts';
export { describeMismatch } from './types/describe-mismatch.ts';
export { inferReduced, inferType } from './types/infer-type.ts';
export { isInstance } from './types/instance.ts';
export { type KnownType, knownTypes, objectNames } from './types/known-types.ts';
export { loadAliases, type TypeModule } from './types/load-aliases.ts';
export type { PathElement } from './types/mismatch.ts';
export { printType } from './types/print-type.ts';
export { type FindAlias, parseType, type ReadType, type TypeFault } from './types/read-type.ts';
export { parseVersion, parseVersionRange, type SemanticVersion, type VersionRange } from './types/semantic-version.ts';
export type { PuppetType } from './types/type.ts';
export { entriesOf, isRich, type PuppetObject, type PuppetValue, type RichValue, rich } from './types/value.ts';
