const words = 'the parser of YAML is another, and so are its words';
const values = 'what Ruby keeps apart from texts, or has no safe class for, is a text';
const duplicates = 'Bolt says nothing of keys that are there twice';
const exact =
  'who is named in full is meant, always; to Bolt only once a plan has used the target: until then it is a pattern';
const dotted = 'dotted names of facts are told of whoever says them, not of each target that has them';
const later = 'what plugins give for a target is not known when warnings are told';
const aliases = 'Baton says that it is Baton';

/** Inventories that are something else for Baton than for Bolt, with the reason. */
export const accepted: Readonly<Record<string, string>> = {
  'targets: &a [x, y]\ngroups:\n  - name: g\n    targets: *a\n': aliases,
  'vars: &v {a: 1}\ngroups:\n  - name: g\n    vars:\n      <<: *v\n      b: 2\n': aliases,
  'targets: [*x]\n': aliases,
  'targets: [t]\nvars:\n  d: 2020-01-02\n': values,
  'targets: [t]\nvars:\n  d: 2020-01-02 10:11:12\n': values,
  'targets: [t]\nvars:\n  :sym: 1\n  a: :sym\n': values,
  'targets: [t]\nvars:\n  ? [a, b]\n  : 1\n': values,
  'targets: [t]\nvars:\n  ? {a: 1}\n  : 1\n': values,
  'targets: [t]\nvars:\n  a: !ruby/symbol x\n': values,
  'targets: [t]\nvars:\n  a: !!str 5\n  b: !!int "7"\n  c: !!float 1\n': values,
  'targets: [t]\nvars:\n  a: !!set {x, y}\n': values,
  'targets: [t]\nvars: {a: 1, a: 2}\n': duplicates,
  'targets: [t]\ntargets: [u]\n': duplicates,
  'targets:\n\t- t\n': words,
  'targets: [t\n': words,
  'targets: {t\n': words,
  'vars: "x\n': words,
  'a: b: c\n': words,
  'targets: [t]\nvars:\n  a: @x\n': words,
  'targets: [t]\nvars:\n  a: `x`\n': words,
  'targets: [t]\nvars:\n  a: %x\n': words,
  'targets: [,t]\n': words,
  'targets: [t]\nvars:\n  "a.b": 1\nfacts:\n  "os.family": x\n': dotted,
  'facts: {a.b: 1}\ntargets: [t]\n': dotted,
  "groups:\n- name: g\n  facts: {a.b: 1}\n  targets: [{uri: 'ssh://u:p@t', facts: {c.d: 1}}, u]\n": dotted,
  'targets: [{name: t, facts: {_plugin: fake, value: {a.b: 1}}}]\n': later,
  "targets: [{name: 'web*'}, web1, web2]\n": exact,
  "targets: [{name: 'web[1]'}, web1]\n": exact,
  "targets: ['a?', ab]\n": exact,
};
