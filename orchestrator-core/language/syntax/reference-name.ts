/** A name as a reference writes it, every part with a capital letter: `A::B_c` of `a::b_c`. */
export function referenceName(name: string): string {
  return name
    .split('::')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('::');
}
