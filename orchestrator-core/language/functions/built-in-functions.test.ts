import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseType } from '../types/read-type.ts';
import { builtInFunctions } from './built-in-functions.ts';
import { readSignature } from './read-signature.ts';

test('every type of every built-in function can be read', () => {
  const unreadable: string[] = [];
  for (const { name, signatures } of builtInFunctions().values()) {
    for (const { parameters, block, returns } of signatures) {
      const options = parameters.flatMap((parameter) => parameter.options ?? []);
      const types = [...parameters, ...options].map((each) => each.type);
      for (const type of [...types, block?.type, returns]) {
        const faults = type === undefined ? [] : parseType(type).faults;
        for (const fault of faults) unreadable.push(`${name}: ${type}: ${fault.message}`);
      }
    }
  }
  assert.deepEqual(unreadable, []);
});

test('every built-in function has a documentation that ends like a sentence', () => {
  const poor = [...builtInFunctions().values()].filter(
    ({ documentation }) => !/^[A-Z].*\.$/s.test(documentation?.text ?? ''),
  );
  assert.deepEqual(
    poor.map(({ name }) => name),
    [],
  );
});

test('a function knows where it may be called and which options it takes', () => {
  const task = builtInFunctions().get('run_task');
  assert.equal(task?.place, 'plan');
  assert.deepEqual(task?.origin, { kind: 'built-in', by: 'Bolt' });
  const args = task?.signatures[1]?.parameters[3];
  assert.equal(args?.isOptional, true);
  assert.equal(args?.takesOtherKeys, true);
  assert.deepEqual(
    args?.options?.map(({ name }) => name),
    ['_catch_errors', '_description', '_noop', '_run_as'],
  );
  const command = builtInFunctions().get('run_command')?.signatures[0]?.parameters[2];
  assert.deepEqual(
    command?.options?.map(({ alias }) => alias),
    ['catch_errors', 'description', 'env_vars', 'run_as'],
  );
  assert.equal(command?.takesOtherKeys, undefined);
});

test('signatures are read from their notation', () => {
  assert.deepEqual(readSignature('()'), { parameters: [] });
  assert.deepEqual(readSignature('(Any $a, String[1, 2] $b?, Pattern[/^[a,b]$/] *$rest) &?Callable >> Array[String]'), {
    parameters: [
      { name: 'a', isOptional: false },
      { name: 'b', type: 'String[1, 2]', isOptional: true },
      { name: 'rest', type: 'Pattern[/^[a,b]$/]', isOptional: true, captures: true },
    ],
    block: { isOptional: true },
    returns: 'Array[String]',
  });
  assert.deepEqual(readSignature('(Any +$rest) &Callable[1, 1]'), {
    parameters: [{ name: 'rest', isOptional: false, captures: true }],
    block: { type: 'Callable[1, 1]', isOptional: false },
  });
  assert.throws(() => readSignature('String $a'));
  assert.throws(() => readSignature('($a)'));
});
