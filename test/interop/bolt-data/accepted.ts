/** What ours answers otherwise than Bolt, by source, and why. */
export const accepted: Readonly<
  Record<string, { readonly answer: Readonly<Record<string, unknown>>; readonly why: string }>
> = {
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
};
