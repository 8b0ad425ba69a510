import { decodeEscaped, isJsonObject, type Json, joinPath } from '../../common/index.ts';
import { type Evaluation, lookUp, type PuppetValue, textOf, wait } from '../../language/index.ts';
import { formatFunctions } from '../functions/format-functions.ts';
import { moduleFunctions } from '../functions/module-functions.ts';
import type { PreviewCall } from './call.ts';
import { contextOf } from './context.ts';
import { callOpaque } from './opaque.ts';
import { writeFile } from './other-steps.ts';
import { callBlock } from './rounds.ts';
import { plainStep } from './steps.ts';
import { areKnown, derived, needsOf, type Shape, symbolic, unknownOf } from './symbolic.ts';
import { selectAt, targetsValue } from './target-functions.ts';

const natives = { ...moduleFunctions, ...formatFunctions };

type ModuleFunction = (call: PreviewCall) => PuppetValue | Evaluation;

/** Functions of modules in Ruby that are built in where plans are run, with what can be said of them before. */
export const functionsOfModules: Readonly<Record<string, ModuleFunction>> = {
  'aggregate::count': ({ text, given }) => derived(text, given, 'Hash'),
  'aggregate::nodes': ({ text, given }) => derived(text, given, 'Hash'),
  'aggregate::targets': ({ text, given }) => derived(text, given, 'Hash'),
  'canary::merge': merged,
  'canary::random_split': (call) => (areKnown(call.given) ? computed(call) : halves(call)),
  'canary::skip': ({ frame, node, text, given: [spec = null] }) => {
    const targets = targetsValue(frame, spec, selectAt(frame, node, spec), `${text}.targets`);
    const shape: Shape = { kind: 'results', targets, ok: false, action: 'action' };
    return symbolic({ text, needs: needsOf(spec), shape });
  },
  'format::colorize': text,
  'format::table': text,
  parsehocon: (call) => (areKnown(call.given) ? computed(call) : derived(call.text, call.given)),
  'stdlib::parsehocon': (call) => (areKnown(call.given) ? computed(call) : derived(call.text, call.given)),
  'peadm::bolt_version': computed,
  'peadm::file_content_upload': (call) => {
    const [content = null, destination = null, ...targets] = call.given;
    return writeFile({ ...call, name: 'write_file', given: [content, destination, targets] });
  },
  'peadm::module_version': moduleVersion,
  'peadm::plan_step': planStep,
  'pecdm::is_windows': computed,
  'pecdm::with_tempfile_containing': withTemporary,
  'provision::with_tempfile_containing': withTemporary,
};

/** What the function itself makes of values that are known. */
function computed({ frame, node, name, given }: PreviewCall): PuppetValue {
  const answer = natives[name]?.({ frame, node, arguments: given, block: undefined }) ?? null;
  return typeof answer === 'object' && answer !== null && 'next' in answer ? null : (answer as PuppetValue);
}

function text(call: PreviewCall): PuppetValue {
  return areKnown(call.given) ? computed(call) : derived(call.text, call.given, 'String');
}

function merged({ text, given }: PreviewCall): PuppetValue {
  const shapes = given.flatMap((each) => {
    const { shape } = unknownOf(each) ?? {};
    return shape?.kind === 'results' && Array.isArray(shape.targets) ? [shape] : [];
  });
  if (shapes.length !== given.length) return derived(text, given, 'Some');
  const [first] = shapes;
  const ok = shapes.every((shape) => shape.ok === first?.ok) ? first?.ok : undefined;
  const targets = shapes.flatMap((shape) => shape.targets as readonly PuppetValue[]);
  return symbolic({ text, needs: needsOf(...given), shape: { kind: 'results', targets, ok, action: 'action' } });
}

function halves({ text, given }: PreviewCall): PuppetValue {
  const [list = null] = given;
  const { shape } = unknownOf(list) ?? {};
  const part: Shape = shape?.kind === 'some' ? shape : { kind: 'is', is: 'Array' };
  return [0, 1].map((index) => derived(`${text}[${index}]`, given, part));
}

function* moduleVersion({ frame: { host } }: PreviewCall): Evaluation {
  const directory = yield* wait(() => host.files.moduleDirectory('peadm'));
  if (directory === undefined) return null;
  const bytes = yield* wait(() => host.files.read(joinPath(directory, 'metadata.json')));
  const metadata = bytes === undefined ? null : (JSON.parse(decodeEscaped(bytes)) as Json);
  const version = isJsonObject(metadata) ? metadata['version'] : undefined;
  return typeof version === 'string' ? version : null;
}

const reached = ' first step';
const tells = plainStep({ isSafe: true });

/** The block is done from the step on that the plan's parameter `begin_at_step` names. */
function* planStep(call: PreviewCall): Evaluation {
  const { frame, given, block } = call;
  const [name = null] = given;
  const first = lookUp(frame.scope, 'begin_at_step') ?? null;
  if (!areKnown([first, name])) return yield* callOpaque(call);
  const isFirst = first !== null && textOf(first) === textOf(name);
  if (isFirst) frame.scope.variables.set(reached, true);
  const isReached = first === null || isFirst || lookUp(frame.scope, reached) !== undefined;
  const text = `# Plan Step: ${textOf(name)}${isReached ? '' : ' - SKIPPING'}`;
  tells({ ...call, name: 'out::message', given: [text], block: undefined });
  return isReached && block !== undefined ? yield* callBlock(block, [], contextOf(frame).nodes) : null;
}

function* withTemporary({ frame, text, given, block }: PreviewCall): Evaluation {
  if (block === undefined) return null;
  const path = symbolic({ text: 'a temporary file', needs: needsOf(...given), shape: { kind: 'is', is: 'String' } });
  const value = yield* callBlock(block, [path], contextOf(frame).nodes);
  return unknownOf(value) === undefined ? value : derived(text, [value], unknownOf(value)?.shape);
}
