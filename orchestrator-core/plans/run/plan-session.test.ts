import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonObject } from '../../common/index.ts';
import { type FakeWorldOptions, fakeWorld } from './fake-world.ts';
import { openPlanSession, type PlanSession, type SessionAnswer } from './plan-session.ts';
import { never } from './run-cases.ts';

function open(options: FakeWorldOptions = {}): { session: PlanSession; world: ReturnType<typeof fakeWorld> } {
  const world = fakeWorld(options);
  return { session: openPlanSession(world, { signal: never, turn: async () => {} }), world };
}

/** What a person would read: the value, or the message with the part of the input that it is about. */
function shown(answer: SessionAnswer, input: string): string {
  if (answer.ok) return answer.source;
  const { span, error } = answer;
  return span === undefined ? error.msg : `${error.msg} «${input.slice(span.start, span.end)}»`;
}

/** Inputs one after the other, each with what comes of it. */
const sessions: readonly (readonly [name: string, ...inputs: readonly (readonly [input: string, shown: string])[]])[] =
  [
    ['variables stay', ['$a = 1', '1'], ['$b = $a + 1', '2'], ['[$a, $b]', '[1, 2]']],
    ['a variable can be set again, from its own value too', ['$a = 1', '1'], ['$a = $a + 1', '2'], ['$a', '2']],
    ['but once in an input', ['$a = 1 $a = 2', "Evaluation Error: Cannot reassign variable '$a' «=»"], ['$a', '1']],
    [
      'what an input set before it failed stays',
      ['$a = 1 $b = $nothing', "Evaluation Error: Unknown variable: 'nothing'. «$nothing»"],
      ['$a', '1'],
    ],
    [
      'functions stay, call each other and see variables',
      ['function one($x) { $x + $::step }', 'undef'],
      ['function two($x) { one(one($x)) }', 'undef'],
      ['$step = 10', '10'],
      ['two(1)', '21'],
      ['function one($x) { $x }', 'undef'],
      ['two(1)', '1'],
    ],
    [
      'type aliases stay',
      ['type Port = Integer[1, 65535]', 'undef'],
      ['type Ports = Array[Port]', 'undef'],
      ['[[80], [0]].map |$p| { $p =~ Ports }', '[true, false]'],
    ],
    ['what a match captured stays', ["'ab' =~ /a(.)/", 'true'], ['$1', "'b'"]],
    [
      'a value longer than a line has several',
      [
        "{'first' => 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'second' => 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb'}",
        "{\n  'first' => 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',\n  'second' => 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb'\n}",
      ],
    ],
    ['texts that do not parse', ['1 +', 'Syntax error at end of input, expected an expression «»']],
    [
      'what needs a catalog',
      ['include foo', "The catalog operation 'include' is only available when compiling a catalog «include foo»"],
    ],
    ['a secret', ["$s = Sensitive('swordfish')", 'Sensitive [value redacted]'], ['$s.unwrap', "'swordfish'"]],
    ['leaving what is no plan', ['return(1)', 'return() from context where this is illegal «return(1)»']],
  ];

describe('a session', () => {
  for (const [name, ...inputs] of sessions) {
    it(name, async () => {
      const { session } = open();
      for (const [input, expected] of inputs)
        assert.equal(shown(await session.evaluate(input), input), expected, input);
      await session.close();
    });
  }

  it('runs on targets, in steps that are counted on', async () => {
    const { session, world } = open({ act: (_, target) => ({ stdout: `${target}\n`, exit_code: 0 }) });
    const first = await session.evaluate("$r = run_command('hostname', ['a', 'b'])");
    assert.equal(first.ok && first.shape, 'results');
    assert.deepEqual(
      first.defined.map(({ name, type }) => [name, type]),
      [['r', 'ResultSet']],
    );
    const second = await session.evaluate("run_command('id', $r.targets).map |$each| { $each['stdout'] }");
    assert.deepEqual(second.ok && second.value, ['a\n', 'b\n']);
    assert.deepEqual(
      world.steps.map(({ id }) => id),
      ['1', '2'],
    );
  });

  it('keeps what it is told of targets', async () => {
    const { session } = open();
    await session.evaluate("$t = Target.new('web') $t.set_var('role', 'db')");
    const answer = await session.evaluate("$t.vars['role']");
    assert.equal(answer.ok && answer.value, 'db');
  });

  it('reads plans anew for each input', async () => {
    const { session, world } = open({ files: { '/modules/m/plans/init.pp': 'plan m() { return 1 }' } });
    const values = [await session.evaluate("run_plan('m')")];
    world.texts.set('/modules/m/plans/init.pp', 'plan m() { return 2 }');
    values.push(await session.evaluate("run_plan('m')"));
    assert.deepEqual(
      values.map((answer) => answer.ok && answer.value),
      [1, 2],
    );
  });

  it('says the kind of errors of plans', async () => {
    const { session } = open();
    const answer = await session.evaluate("fail_plan('Broken', 'mine', {'a' => 1})");
    assert.deepEqual(answer.ok || answer.error, { kind: 'mine', msg: 'Broken', details: { a: 1 } });
  });

  it('goes on after an input that was ended', async () => {
    const acting = Promise.withResolvers<void>();
    const { session } = open({
      act: (_, __, { signal }) => {
        const ended = new Promise<JsonObject>((resolve) => {
          const stopped = { kind: 'baton/stopped', msg: 'Stopped', details: {} };
          signal.addEventListener('abort', () => resolve({ _error: stopped }));
        });
        acting.resolve();
        return ended;
      },
    });
    const input = session.evaluate("$before = 1 run_command('sleep 1000', 'a')");
    await acting.promise;
    session.interrupt();
    const answer = await input;
    assert.equal(answer.ok || answer.error.kind, 'baton/stopped');
    assert.equal(shown(await session.evaluate('$before'), ''), '1');
  });

  it('ends one that computes for ever', async () => {
    const turns = Promise.withResolvers<void>();
    const turn = async (): Promise<void> => turns.resolve();
    const session = openPlanSession(fakeWorld(), { signal: never, turn });
    const input = session.evaluate('Integer[0, 100000].each |$n| { $n }');
    await turns.promise;
    session.interrupt();
    assert.equal((await input).ok, false);
  });

  it('ends with what runs in the background', async () => {
    const acting = Promise.withResolvers<void>();
    let isEnded = false;
    const { session } = open({
      act: (_, __, { signal }) => {
        acting.resolve();
        return new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            isEnded = true;
            resolve({});
          });
        });
      },
    });
    const answer = await session.evaluate("background() || { run_command('sleep 1000', 'a') }");
    assert.equal(answer.ok && answer.type, 'Future');
    await acting.promise;
    await session.close();
    assert.equal(isEnded, true);
  });
});
