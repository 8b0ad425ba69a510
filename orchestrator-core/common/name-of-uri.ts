/**
 * The name of a target that is given by its URI alone: the URI without its password, which nobody needs to see and nothing
 * needs to keep. Of a text that is no URI what could be a password is left out as well.
 */
export function nameOfUri(uri: string): string {
  return uri.replace(/^((?:[^:/?#]+:\/\/)?[^:@/?#]*):(?!\/\/).*@/s, '$1@');
}

/** The schemes by which targets are reached. */
const reached =
  /\b(?:ssh|pcp|local|docker|podman|lxd|jail|winrm|remote):\/\/[^\s:@/?#"'<>]*:[^\s@/"'<>]+@[^\s"'<>,;]*/g;

/** A word of a selection, which may name several targets, without the passwords of URIs in it. */
export function withoutPasswords(word: string): string {
  return word.includes('@') ? word.replace(/[^\s,]+/g, nameOfUri) : word;
}

/** The URIs of targets with a password that stand in a text. */
export function passwordUris(text: string): readonly string[] {
  return text.includes('://') ? (text.match(reached) ?? []) : [];
}
