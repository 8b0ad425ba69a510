import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { completeLine, type ProjectNames } from './complete.ts';
import { sessionNames } from './session-names.ts';

const project: ProjectNames = {
  tasks: ['deploy', 'deploy::release', 'patch'],
  plans: ['deploy::roll', 'patching'],
  targets: ['db1', 'web1', 'web2', 'webs'],
  functions: new Map([['deploy::version', ['deploy::version(String $name) >> String']]]),
  types: ['Deploy::Version'],
};
const names = sessionNames();
names.note([
  { kind: 'variable', name: 'results', type: 'ResultSet', text: '' },
  { kind: 'variable', name: 'resource', type: 'String[3, 3]', text: '' },
  { kind: 'variable', name: 'targets', type: 'Tuple[Target, Target]', text: '' },
  { kind: 'function', name: 'deplore', type: '($x)', text: '' },
  { kind: 'type', name: 'Deployment', type: '', text: '' },
]);

/** A line up to the cursor, and what its last word can become. */
const lines: readonly (readonly [line: string, candidates: string])[] = [
  [':t', ':targets :type'],
  ['$re', '$resource $results'],
  ['"of $re', '$resource $results'],
  ["'$re", ''],
  ['notice($res', '$resource $results'],
  ['depl', 'deplore deploy::version'],
  ['run_t', 'run_task run_task_with'],
  ['Depl', 'Deploy::Version Deployment'],
  ['TargetS', 'TargetSpec'],
  ["run_task('d", 'deploy deploy::release'],
  ['run_task "p', 'patch'],
  ["run_plan('", 'deploy::roll patching'],
  ["run_task('deploy', 'w", 'web1 web2 webs'],
  ["get_targets('db1, web", 'web1 web2 webs'],
  ["run_command('it\\'s ', 'd", 'db1'],
  ["run_command('a', 'b')", ''],
  ['$results.ok', 'ok ok_set'],
  ['$targets[0].na', 'name'],
  ["run_command('a', 'b').error_s", 'error_set'],
  ["'abc'.upc", 'upcase'],
  ['$unknown.', ''],
  ['els', 'else elsif'],
  ['', ''],
];

/** What is said where there is nothing to choose. */
const notes: readonly (readonly [line: string, note: string | undefined])[] = [
  ['deploy::version(', 'deploy::version(String $name) >> String'],
  ['deploy::version', 'deploy::version(String $name) >> String'],
  ['deplore( ', 'deplore($x)'],
  ['upcase(', 'upcase(Numeric $arg) >> Numeric'],
  ['no_such_function(', undefined],
];

describe('completion in the console', () => {
  for (const [line, expected] of lines) {
    it(line || 'nothing', () => {
      assert.equal(completeLine(line, names, project).candidates.join(' '), expected);
    });
  }
  for (const [line, expected] of notes) {
    it(`how to call ${line}`, () => {
      const { note, candidates } = completeLine(line, names, project);
      assert.deepEqual([note?.split('\n')[0], candidates], [expected, []]);
    });
  }
});
