/**
 * The documents that the language server is asked about, whatever language the editor takes them for: task metadata,
 * the scripts beside it, project files, and Puppet sources.
 */
export const selector: { readonly scheme: string; readonly pattern: string }[] = [
  { scheme: 'file', pattern: '**/tasks/*' },
  { scheme: 'file', pattern: '**/bolt-project.yaml' },
  { scheme: 'file', pattern: '**/*.{pp,epp}' },
];
