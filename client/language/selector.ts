/**
 * The documents that the language server is asked about, whatever language the editor takes them for: task metadata,
 * the scripts beside it, project files, YAML plans, inventories, configurations of Hiera, Puppet sources, and files of queries. Of the
 * YAML files that fit, the server leaves those alone that belong to no module or project.
 */
export const selector: { readonly scheme: string; readonly pattern: string }[] = [
  { scheme: 'file', pattern: '**/tasks/*' },
  { scheme: 'file', pattern: '**/{bolt-project,inventory,hiera}.yaml' },
  { scheme: 'file', pattern: '**/plans/**/*.yaml' },
  { scheme: 'file', pattern: '**/*.{pp,epp,pql}' },
];

/** The same patterns, for tabs whose document the editor has not opened yet. */
const paths =
  /\/tasks\/[^/]+$|\/(?:bolt-project|inventory|hiera)\.yaml$|\/plans\/(?:.*\/)?[^/]*\.yaml$|\.(?:pp|epp|pql)$/;

/** Whether a file is one of them. */
export function isSelected({ scheme, path }: { readonly scheme: string; readonly path: string }): boolean {
  return scheme === 'file' && paths.test(path);
}
