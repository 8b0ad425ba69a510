import { type Evaluation, hashOf, type PuppetValue, wait } from '../../language/index.ts';
import type { PreviewCall } from './call.ts';
import { contextOf } from './context.ts';
import { isSame } from './join.ts';
import { targetNamed } from './members.ts';
import { callBlock } from './rounds.ts';
import { readOptions } from './run-options.ts';
import { addStep, resultsOf } from './steps.ts';
import { derived, symbolic } from './symbolic.ts';
import { selectAt } from './target-functions.ts';

/** `write_file(content, destination, targets, options)`. */
export function writeFile(call: PreviewCall): PuppetValue {
  const { frame, node, given } = call;
  const [content = null, destination = null, spec = null, ...rest] = given;
  const targets = selectAt(frame, node, spec);
  const options = readOptions(rest);
  const traits = { changes: true, isSafe: true };
  const id = addStep({
    call,
    object: destination,
    targets,
    parameters: hashOf([['content', content]]),
    options,
    traits,
  });
  return resultsOf(call, id, spec, targets, { options, action: 'upload' });
}

/** `wait_until_available(targets, options)`: its options have no underscore but one. */
export function waitUntilAvailable(call: PreviewCall): PuppetValue {
  const { frame, node, given } = call;
  const [spec = null, ...rest] = given;
  const targets = selectAt(frame, node, spec);
  const options = readOptions(rest);
  const { parameters } = options;
  const id = addStep({ call, object: null, targets, parameters, options, traits: { isSafe: true } });
  return resultsOf(call, id, spec, targets, { options, action: 'wait_until_available' });
}

/** `apply_prep(targets, options)`: installs the agent where there is none, and collects facts, which nobody knows before. */
export function applyPrep(call: PreviewCall): PuppetValue {
  const { frame, node, given } = call;
  const [spec = null, ...rest] = given;
  const targets = selectAt(frame, node, spec);
  const options = readOptions(rest);
  const id = addStep({ call, object: null, targets, options, traits: { changes: true, isSafe: true } });
  const names = targets.kind === 'known' ? targets.names : (targets.among ?? []);
  const { targets: book } = contextOf(frame).run;
  for (const name of names) {
    book.addFacts(name, symbolic({ text: `${name}.facts`, needs: [id], shape: { kind: 'is', is: 'Hash' } }));
  }
  return resultsOf(call, id, spec, targets, { options, action: 'apply_prep' });
}

/** `get_resources(targets, types)`. */
export function getResources(call: PreviewCall): PuppetValue {
  const { frame, node, given } = call;
  const [spec = null, types = null] = given;
  const targets = selectAt(frame, node, spec);
  const options = readOptions([]);
  const id = addStep({ call, object: types, targets, options, traits: { isSafe: true } });
  return resultsOf(call, id, spec, targets, { options, action: 'task' });
}

/** `run_task_with(name, targets, …) |$target| { parameters }`. */
export function* runTaskWith(call: PreviewCall): Evaluation {
  const { frame, node, given, block } = call;
  const [name = null, spec = null, ...rest] = given;
  const targets = selectAt(frame, node, spec);
  const options = readOptions(rest);
  const metadata = typeof name === 'string' ? yield* wait(() => contextOf(frame).run.ports.task(name)) : undefined;
  const byTarget: PuppetValue[] = [];
  const elements =
    targets.kind === 'known'
      ? targets.names.map((each) => targetNamed(frame, each))
      : [derived('$target', [spec], 'Target')];
  for (const each of elements) {
    if (block !== undefined) byTarget.push(yield* callBlock(block, [each], contextOf(frame).nodes));
  }
  const [first = null] = byTarget;
  const isOne = byTarget.every((each) => isSame(each, first));
  const parameters = isOne ? first : derived('those of each target', byTarget);
  const traits = { task: typeof name === 'string' ? name : undefined, metadata, parameters };
  const isHidden = (parameter: string) => metadata?.parameters?.[parameter]?.sensitive === true;
  const id = addStep({ call, object: name, targets, parameters, options, traits, isHidden });
  return resultsOf(call, id, spec, targets, { options, action: 'task' });
}
