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
