/** Plans that nobody wrote: of steps, conditions and loops that depend on what steps gave. */

/** Takes choices from a list of numbers, again and again. */
interface Tape {
  below(limit: number): number;
}

/** What a statement can name. */
interface Names {
  readonly results: readonly string[];
  readonly lists: readonly string[];
  readonly scalars: readonly string[];
  readonly errors: readonly string[];
  readonly isLoop: boolean;
}

/** A function that the made plans call. */
export const madeFunction = `function m::f($x) {
  if $x == 'a' { return 'b' }
  $y = $x ? { 'b' => 'c', default => $x }
  $y
}
`;

/** A function that runs things, which the made plans call. */
export const madeRunner = `function m::g(TargetSpec $targets, $x) {
  if $x == 'a' { return run_command("g \${x}", $targets, _catch_errors => true) }
  $r = run_task('m::t', $targets, 'x' => $x, _catch_errors => true)
  if $r.ok { run_command('g ok', $r.targets, _catch_errors => true) }
  $r
}
`;

/** The files of a made plan, below the directory of modules: `m` runs `m::sub` and `m::y`, and calls `m::f` and `m::g`. */
export function madePlan(numbers: readonly number[]): Readonly<Record<string, string>> {
  let at = 0;
  const tape: Tape = {
    below: (limit) => {
      const number = numbers[at % Math.max(1, numbers.length)] ?? 0;
      at += 1;
      return number % limit;
    },
  };
  const count = { names: 0 };
  const start: Names = {
    results: [],
    lists: ["get_targets('web')"],
    scalars: ["'a'", '$v'],
    errors: [],
    isLoop: false,
  };
  const main = block(tape, count, start, 0, false);
  const sub = block(tape, count, start, 1, true);
  const yaml = Array.from({ length: 1 + tape.below(4) }, (_, index) => yamlStep(tape, index)).join('');
  return {
    'm/plans/init.pp': `plan m(Any $v) {\n${main}\n}\n`,
    'm/plans/sub.pp': `plan m::sub(TargetSpec $targets, Any $v = undef) {\n${sub}\n  return $v\n}\n`,
    'm/plans/y.yaml': `parameters:\n  targets:\n    type: TargetSpec\n  v:\n    type: Any\nsteps:\n${yaml}return: $y0\n`,
  };
}

/** The first step gives a result that the others use. */
function yamlStep(tape: Tape, index: number): string {
  const named = `  - name: y${index}\n`;
  const onTargets = (targets: string) =>
    `    targets: ${targets}\n${tape.below(3) === 0 ? '' : '    catch_errors: true\n'}`;
  if (index === 0) return `${named}    command: "y0 \${v}"\n${onTargets('$targets')}`;
  switch (tape.below(4)) {
    case 0:
      return `${named}    command: y${index}\n${onTargets('$y0.ok_set.targets')}`;
    case 1:
      return `${named}    task: m::t\n${onTargets('$targets')}    parameters:\n      x: $v\n`;
    case 2:
      return `${named}    eval: |\n      if $y0.ok {\n        run_command("y${index} \${v}", $targets, _catch_errors => true)\n      }\n`;
    default:
      return `${named}    eval: $targets.map |$t| { run_command('y${index}', $t, _catch_errors => true) }\n`;
  }
}

type Count = { names: number };

function block(tape: Tape, count: Count, names: Names, depth: number, isSub: boolean): string {
  const lines: string[] = [];
  let known = names;
  const length = 1 + tape.below(depth === 0 ? 9 : 3);
  for (let index = 0; index < length; index += 1) {
    const { text, adds } = statement(tape, count, known, depth, isSub);
    lines.push(text);
    known = {
      ...known,
      results: [...known.results, ...(adds.results ?? [])],
      lists: [...known.lists, ...(adds.lists ?? [])],
      scalars: [...known.scalars, ...(adds.scalars ?? [])],
      errors: [...known.errors, ...(adds.errors ?? [])],
    };
  }
  return lines.join('\n');
}

interface Made {
  readonly text: string;
  readonly adds: Partial<Omit<Names, 'isLoop'>>;
}

function statement(tape: Tape, count: Count, names: Names, depth: number, isSub: boolean): Made {
  count.names += 1;
  const id = count.names;
  const inner = (changes: Partial<Names> = {}) => block(tape, count, { ...names, ...changes }, depth + 1, isSub);
  const kinds = depth > 2 ? 6 : isSub ? 21 : 24;
  switch (tape.below(kinds)) {
    case 0:
    case 1:
      return run(tape, names, id);
    case 2:
      return { text: `$v${id} = ${scalar(tape, names)}`, adds: { scalars: [`$v${id}`] } };
    case 3:
      return leaving(tape, names);
    case 4: {
      const text = `$l${id} = ${list(tape, names)}.filter |$t| { ${condition(tape, { ...names, scalars: [...names.scalars, '$t.name'] }, 0)} }`;
      return { text, adds: { lists: [`$l${id}`] } };
    }
    case 5:
      return { text: `$n${id} = ${list(tape, names)}.map |$t| { $t.name }`, adds: { scalars: [`$n${id}`] } };
    case 6:
    case 7:
      return { text: `if ${condition(tape, names, 1)} {\n${inner()}\n} else {\n${inner()}\n}`, adds: {} };
    case 8: {
      const [one, other] = [scalar(tape, names), scalar(tape, names)];
      const text = `if ${condition(tape, names, 1)} { $w${id} = ${one} } else { $w${id} = ${other} }`;
      return { text, adds: { scalars: [`$w${id}`] } };
    }
    case 9:
      return {
        text: `case ${scalar(tape, names)} {\n'a', 1: {\n${inner()}\n}\n/b/: {\n${inner()}\n}\ndefault: {\n${inner()}\n}\n}`,
        adds: {},
      };
    case 10:
    case 11: {
      const of = list(tape, names);
      const body = inner({
        lists: [...names.lists, `[$t${id}]`],
        scalars: [...names.scalars, `$t${id}.name`],
        isLoop: true,
      });
      return { text: `${of}.each |$t${id}| {\n${body}\n}`, adds: {} };
    }
    case 12: {
      const text = `$e${id} = catch_errors() || {\n${inner()}\n}`;
      return { text, adds: { errors: [`$e${id}`] } };
    }
    case 13: {
      const of = list(tape, names);
      const text = `$a${id} = ${of}.reduce([]) |$memo, $t| { if $t.name in $memo { next($memo) } $memo + [$t.name] }`;
      return { text, adds: { scalars: [`$a${id}`, `$a${id}.size`] } };
    }
    case 14:
      return {
        text: `parallelize(${list(tape, names)}) |$t| {\nrun_command("beside ${id}", $t, _catch_errors => true)\n}`,
        adds: {},
      };
    case 15:
      return {
        text: `$f${id} = background() || {\nrun_command("behind ${id}", ${list(tape, names)}, _catch_errors => true)\n}\n$g${id} = wait($f${id})`,
        adds: { results: [`$g${id}[0]`] },
      };
    case 16: {
      const text = `${list(tape, names)}.each |$t| { $t.set_var('k', ${scalar(tape, names)}) }`;
      return { text, adds: { scalars: ["get_target('web1').vars['k']", "get_target('db1').vars['k']"] } };
    }
    case 17: {
      const text = `$q${id} = ${list(tape, names)}.partition |$t| { ${condition(tape, { ...names, scalars: [...names.scalars, '$t.name'] }, 0)} }`;
      return { text, adds: { lists: [`$q${id}[0]`, `$q${id}[1]`] } };
    }
    case 18: {
      const body = inner({
        lists: [...names.lists, `[$t${id}]`],
        scalars: [...names.scalars, `$t${id}.name`],
        isLoop: false,
      });
      return { text: `parallelize(${list(tape, names)}) |$t${id}| {\n${body}\n}`, adds: {} };
    }
    case 19:
      return {
        text: `$h${id} = background() || {\n${inner({ isLoop: false })}\n}\nwait($h${id}${tape.below(2) === 0 ? '' : ', _catch_errors => true'})`,
        adds: {},
      };
    case 20:
      return { text: `$r${id} = m::g(${list(tape, names)}, ${scalar(tape, names)})`, adds: { results: [`$r${id}`] } };
    default: {
      const catches = tape.below(2) === 0 ? '' : ', _catch_errors => true';
      const plan = tape.below(2) === 0 ? 'm::sub' : 'm::y';
      const text = `$p${id} = run_plan('${plan}', ${list(tape, names)}, 'v' => ${scalar(tape, names)}${catches})`;
      return { text, adds: { errors: [`$p${id}`], scalars: [`$p${id}`] } };
    }
  }
}

function run(tape: Tape, names: Names, id: number): Made {
  const catches = tape.below(3) === 0 ? '' : ', _catch_errors => true';
  const of = list(tape, names);
  const text =
    tape.below(2) === 0
      ? `$r${id} = run_command("c${id} \${${scalar(tape, names)}}", ${of}${catches})`
      : `$r${id} = run_task('m::t', ${of}, 'x' => ${scalar(tape, names)}${catches})`;
  return {
    text,
    adds: { results: [`$r${id}`], lists: [`$r${id}.targets`, `$r${id}.ok_set.targets`, `$r${id}.error_set.targets`] },
  };
}

function leaving(tape: Tape, names: Names): Made {
  const ways = [
    'return(1)',
    "fail_plan('no')",
    "fail('no')",
    'out::message($nowhere)',
    ...(names.isLoop ? ['next(1)', 'break()'] : []),
  ];
  const way = ways[tape.below(ways.length)] ?? 'return(1)';
  return { text: `if ${condition(tape, names, 1)} { ${way} }`, adds: {} };
}

function pick<T>(tape: Tape, values: readonly T[], fallback: T): T {
  return values[tape.below(Math.max(1, values.length))] ?? fallback;
}

function list(tape: Tape, { lists }: Names): string {
  const all = ["get_targets('db')", "get_targets('all')", ...lists, ...lists];
  return pick(tape, all, "get_targets('db')");
}

function scalar(tape: Tape, { scalars, results }: Names): string {
  const result = pick(tape, results, '');
  switch (tape.below(result === '' ? 4 : 7)) {
    case 0:
      return "'b'";
    case 1:
      return pick(tape, scalars, "'a'");
    case 2:
      return `m::f(${pick(tape, scalars, "'a'")})`;
    case 3:
      return `(${pick(tape, scalars, "'a'")} ? { 'a' => 'x', default => 'b' })`;
    case 4:
      return `${result}.map |$x| { $x['stdout'] }`;
    case 5:
      return `${result}.count`;
    default:
      return `${result}.ok`;
  }
}

function condition(tape: Tape, names: Names, depth: number): string {
  const { results, scalars, errors } = names;
  const result = pick(tape, results, '');
  const error = pick(tape, errors, '');
  switch (tape.below(10)) {
    case 0:
    case 1:
      return result === '' ? "$v == 'a'" : `${result}.ok`;
    case 2:
      return result === '' ? "$v != 'a'" : `${result}.error_set.empty`;
    case 3:
      return `${pick(tape, scalars, "'a'")} == 'b'`;
    case 4:
      return `${pick(tape, scalars, "'a'")} =~ String`;
    case 5:
      return `${list(tape, names)}.empty`;
    case 6:
      return error === '' ? 'true' : `${error} =~ Error`;
    case 7:
      return `${list(tape, names)}.any |$t| { $t.name == 'web1' }`;
    case 8:
      return depth === 0 ? 'true' : `(${condition(tape, names, 0)} and ${condition(tape, names, 0)})`;
    default:
      return depth === 0 ? 'false' : `!(${condition(tape, names, 0)} or ${condition(tape, names, 0)})`;
  }
}
