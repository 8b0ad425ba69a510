import { type ValueStyle, writeBlock, writeHash, writeValue } from './puppet-values.ts';
import type { PuppetWriter } from './puppet-view.ts';
import { type StepKind, stepShapes } from './step-kinds.ts';
import { type PlanEntry, type PlanHash, type PlanStep, type PlanValue, planEntry, stringOf } from './yaml-plan.ts';

/** Writes a step as the call that Bolt makes of it. A step that does nothing known is left out. */
export function writeStep(writer: PuppetWriter, step: PlanStep, style: ValueStyle): void {
  const { kind, name, entries } = step;
  const action = kind === undefined ? undefined : planEntry(entries, kind);
  if (kind === undefined || action === undefined) return;
  const write: StepWriter = { writer, style, get: (key) => planEntry(entries, key), action };
  writer.write(style.indent);
  if (kind === 'resources') {
    call(write, 'apply_prep', [write.get('targets')?.value]);
    writer.write(`\n${style.indent}`);
  }
  if (name !== undefined) {
    writer.write('$');
    writer.writeFor(name.value, name);
    writer.write(' = ');
  }
  if (kind === 'eval') writeEval(write, name !== undefined);
  else if (kind === 'resources') writeResources(write);
  else call(write, stepShapes[kind].calls ?? kind, argumentsOf(write, kind));
  writer.write('\n');
}

interface StepWriter {
  readonly writer: PuppetWriter;
  readonly style: ValueStyle;
  readonly get: (key: string) => PlanEntry | undefined;
  readonly action: PlanEntry;
}

function call({ writer, style, action }: StepWriter, name: string, values: readonly (PlanValue | undefined)[]): void {
  writer.writeFor(name, action.keySpan);
  writer.write('(');
  values.forEach((value, index) => {
    if (index > 0) writer.write(', ');
    writeValue(writer, value, style);
  });
  writer.write(')');
}

/** What is handed to the function of a step: its own value, where, a description, and options in a hash. */
function argumentsOf({ get, action }: StepWriter, kind: StepKind): readonly (PlanValue | undefined)[] {
  if (kind === 'message' || kind === 'verbose') return [action.value];
  const { options, required } = stepShapes[kind];
  const given = options.flatMap((key) => optionOf(get(key), `_${key}`));
  const rest = (...hash: readonly PlanEntry[]): readonly PlanHash[] =>
    hash.length === 0 ? [] : [{ kind: 'hash', entries: hash, start: action.start, end: action.start }];
  const parameters = entriesOf(get('parameters')?.value);
  if (kind === 'plan') {
    const targets = get('targets')?.value;
    return [action.value, ...(isSet(targets) ? [targets] : []), ...rest(...parameters, ...given)];
  }
  const description = get('description')?.value;
  return [
    action.value,
    ...(required.includes('destination') ? [get('destination')?.value] : []),
    get('targets')?.value,
    ...(isSet(description) ? [description] : []),
    ...rest(...parameters, ...given, ...scriptOptions(get)),
  ];
}

function scriptOptions(get: StepWriter['get']): readonly PlanEntry[] {
  return ['arguments', 'pwsh_params'].flatMap((key) => {
    const entry = get(key);
    const { value } = entry ?? {};
    const isEmpty = value?.kind === 'list' ? value.items.length === 0 : entriesOf(value).length === 0;
    return isEmpty ? [] : optionOf(entry, key);
  });
}

function optionOf(entry: PlanEntry | undefined, key: string): readonly PlanEntry[] {
  return entry === undefined ? [] : [{ ...entry, key }];
}

function entriesOf(value: PlanValue | undefined): readonly PlanEntry[] {
  return value?.kind === 'hash' ? value.entries : [];
}

function isSet(value: PlanValue | undefined): boolean {
  return value !== undefined && !(value.kind === 'scalar' && (value.value === null || value.value === false));
}

/** A value that nobody uses, and code that sets variables, get a scope of their own; so has Bolt it. */
function writeEval({ writer, style, action }: StepWriter, isNamed: boolean): void {
  const { value } = action;
  const isCall =
    value?.kind === 'string' &&
    value.treatment === 'code' &&
    /^(?:call|method-call)$/.test(value.expression?.parsed.program.statements[0]?.kind ?? '');
  const whole = value?.kind === 'string' && value.treatment === 'code' ? value.expression : undefined;
  const isSound = whole?.parsed.faults.length === 0 && whole.parsed.program.statements.length > 0;
  if (isNamed || isCall) writeValue(writer, value, style);
  else if (whole !== undefined && isSound) writeBlock(writer, whole, style);
  else {
    writer.write('with() || { ');
    writeValue(writer, value, style);
    writer.write(' }');
  }
}

function writeResources(write: StepWriter): void {
  const { writer, style, get, action } = write;
  const { options } = stepShapes.resources;
  const keys = [...options, 'description'].sort((a, b) => optionOrder.indexOf(a) - optionOrder.indexOf(b));
  const given = keys.flatMap((key) => optionOf(get(key), `_${key}`));
  const hash: PlanValue[] =
    given.length === 0 ? [] : [{ kind: 'hash', entries: given, start: action.start, end: action.start }];
  call(write, 'apply', [get('targets')?.value, ...hash]);
  writer.write(' {\n');
  const resources = action.value?.kind === 'list' ? action.value.items : [];
  const written = resources.filter((item) => item.kind === 'hash');
  written.forEach((item, index) => {
    if (index > 0) writer.write(`${style.indent}  ->\n`);
    writeResource(writer, item.entries, style);
  });
  writer.write(`${style.indent}}`);
}

const optionOrder = ['catch_errors', 'description', 'noop', 'run_as'];

function writeResource(writer: PuppetWriter, entries: readonly PlanEntry[], { indent, broken }: ValueStyle): void {
  const inner = { indent: `${indent}    `, broken };
  const typed = planEntry(entries, 'type');
  const untyped = entries.find(({ key }) => key !== 'parameters');
  const isLong = typed !== undefined && planEntry(entries, 'title') !== undefined;
  const type = isLong ? stringOf(typed.value) : untyped?.key;
  const title = isLong ? planEntry(entries, 'title')?.value : untyped?.value;
  const named = isLong ? typed.value : untyped?.keySpan;
  writer.write(`${indent}  `);
  const name = (type ?? '').toLowerCase();
  writer.writeFor(resourceName.test(name) ? name : 'notify', named ?? { start: 0, end: 0 });
  writer.write(' { ');
  writeValue(writer, title, inner);
  writer.write(':');
  const parameters = entriesOf(planEntry(entries, 'parameters')?.value);
  if (parameters.length === 0) writer.write(' }\n');
  else writeAttributes(writer, parameters, inner, indent);
}

function writeAttributes(
  writer: PuppetWriter,
  parameters: readonly PlanEntry[],
  inner: ValueStyle,
  indent: string,
): void {
  writer.write('\n');
  const odd = parameters.filter(({ key }) => !attributeName.test(key));
  for (const entry of parameters) {
    if (odd.includes(entry)) continue;
    writer.write(inner.indent);
    writer.writeFor(entry.key, entry.keySpan);
    writer.write(' => ');
    writeValue(writer, entry.value, inner);
    writer.write(',\n');
  }
  if (odd.length > 0) {
    writer.write(`${inner.indent}* => `);
    writeHash(writer, odd, inner);
    writer.write(',\n');
  }
  writer.write(`${indent}  }\n`);
}

const resourceName = /^(?:::)?[a-z]\w*(?:::[a-z]\w*)*$/;
const attributeName = /^[a-z]\w*$/;
