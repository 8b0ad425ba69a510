/** What ours answers otherwise than Bolt, by source, and why. */
export const accepted: Readonly<
  Record<string, { readonly answer: Readonly<Record<string, unknown>>; readonly why: string }>
> = {
  'Result.new(get_target("l1"), {"_sensitive"=>"x"}).sensitive': {
    answer: { ok: true, value: 'x' },
    why: 'Only a Result that a plan makes up can hold such a value; what it holds is more use than a refusal.',
  },
};
