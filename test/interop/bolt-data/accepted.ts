const bundled = 'The plugin comes with modules of Bolt, which were missing where this was recorded.';

const nameless = 'A name is kept and shown everywhere, so that a password is no part of it; the URI has it.';

/** What ours answers otherwise than Bolt, by source, and why. */
export const accepted: Readonly<
  Record<string, { readonly answer: Readonly<Record<string, unknown>>; readonly why: string }>
> = {
  'get_target("ssh://u:p@h:22").name': { answer: { ok: true, value: 'ssh://u@h:22' }, why: nameless },
  'Target.new("ssh://u:p%20w@h:22").then |$t| { [$t.name,$t.safe_name,$t.password,$t.user,$t.host,$t.port,"${t}", $t] }':
    {
      answer: {
        ok: true,
        value: ['ssh://u@h:22', 'ssh://u@h:22', 'p w', 'u', 'h', 22, 'ssh://u@h:22', 'ssh://u@h:22'],
      },
      why: nameless,
    },
  'get_target("l1").convert_to(String)': {
    answer: { ok: true, value: 'l1' },
    why: 'A Target as a String is its name here, as in an interpolation; `Target({})` says nothing.',
  },
  'add_facts(get_target("l1"), {1=>2}).facts': {
    answer: { ok: true, value: { 1: 2 } },
    why: 'Bolt fails with an error of Ruby. Keys of facts are text.',
  },
  'Result.new(get_target("l1"), {"_sensitive"=>"x"}).sensitive': {
    answer: { ok: true, value: 'x' },
    why: 'Only a Result that a plan makes up can hold such a value; what it holds is more use than a refusal.',
  },
  'resolve_references({"_plugin"=>"yaml","filepath"=>"/nope.yaml"})': {
    answer: {
      ok: false,
      kind: 'bolt/plugin-error',
      error: 'Error executing plugin yaml from resolve_reference in yaml: The file /nope.yaml does not exist',
      column: 1,
    },
    why: bundled,
  },
  'resolve_references({"_plugin"=>"yaml","filepath"=>"inventory.yaml"})': {
    answer: {
      ok: false,
      kind: 'bolt/plugin-error',
      error:
        'Error executing plugin yaml from resolve_reference in yaml: The file /project/inventory.yaml does not exist',
      column: 1,
    },
    why: bundled,
  },
  'resolve_references({"_plugin"=>"pkcs7"})': {
    answer: {
      ok: false,
      kind: 'bolt/validation-error',
      error: "pkcs7 plugin requires that the 'encrypted_value' is specified",
      column: 1,
    },
    why: bundled,
  },
};
