import {
  type Evaluation,
  entriesOf,
  isEqual,
  type NativeCall,
  type PuppetValue,
  rich,
  textOf,
} from '../../language/index.ts';
import { contextOf } from '../run/plan-context.ts';
import { performStep } from '../run/step.ts';
import type { PlanQuestion } from '../run/world.ts';
import { asHash, isSet, validationError } from './options.ts';
import type { PlanFunctionTable } from './plan-table.ts';

/** Functions that ask a person. */
export const promptFunctions: PlanFunctionTable = {
  prompt: (call) => prompt(call),
  'prompt::menu': (call) => menu(call),
};

function* prompt(call: NativeCall): Evaluation {
  const [message = '', given] = call.arguments;
  const options = asHash(given);
  const usual = options['default'];
  if (usual !== undefined && typeof usual !== 'string') throw validationError("Option 'default' must be a string");
  const sensitive = isSet(options['sensitive']);
  if (sensitive && usual !== undefined) {
    // It may become the answer, and is among the arguments of the step.
    const { run } = contextOf(call.frame);
    run.secrets.add(usual);
    run.world.hide([usual]);
  }
  const answer = yield* ask(call, 'prompt', {
    message: textOf(message),
    sensitive,
    ...(usual !== undefined && { default: usual }),
  });
  return sensitive ? { [rich]: 'Sensitive', value: answer } : answer;
}

/** Asks until the answer is a key of the menu, or the value that is its default. */
function* menu(call: NativeCall): Evaluation {
  const [message = '', given = null, more] = call.arguments;
  const options = asHash(more);
  const choices: readonly (readonly [string, PuppetValue])[] = Array.isArray(given)
    ? (given as readonly PuppetValue[]).map((each, index) => [String(index + 1), each])
    : (entriesOf(given) ?? []).map(([key, each]) => [textOf(key), each]);
  if (choices.length === 0) throw validationError('Menu cannot be empty');
  const usual = options['default'];
  if (usual !== undefined && !choices.some(([, value]) => isEqual(value, usual))) {
    throw validationError(`Default value '${textOf(usual)}' is not one of the provided menu options`);
  }
  let text = textOf(message);
  while (true) {
    const answer = yield* ask(call, 'prompt::menu', {
      message: text,
      sensitive: false,
      choices: choices.map(([key, value]) => ({ key, label: textOf(value) })),
      ...(usual !== undefined && { default: textOf(usual) }),
    });
    const chosen = choices.find(([key]) => key === answer);
    if (chosen !== undefined) return chosen[1];
    if (usual !== undefined && textOf(usual) === answer) return usual;
    text = `Invalid option, try again. ${textOf(message)}`;
  }
}

/** A question is a step: a plan that is resumed goes on with the answer that it got. */
function* ask(call: NativeCall, name: string, question: Omit<PlanQuestion, 'step'>): Evaluation<string> {
  const { run, signal } = contextOf(call.frame);
  const what = { function: name, object: question.message, arguments: [...call.arguments] };
  return yield* performStep(call, what, async ({ id }) => {
    const value = await run.world.ask({ step: id, ...question }, signal);
    if (question.sensitive) run.secrets.add(value);
    return { value, isSecret: question.sensitive };
  });
}
