const reasons = {
  laterCommand: 'Baton does not have this command of Bolt yet, and says so',
  bundled: "Bolt's own modules were missing where this was recorded, and the plugin yaml is one of them",
  noop: 'Bolt runs no plan in noop; Baton does',
  place:
    "a run that failed is told with Bolt's message and its place in the plan before its results, which Bolt prints alone",
  wholePath: 'an upload is told with the whole path of its source, since an orchestrator elsewhere may do it',
  copyWords: "what could not be copied is said in the words of the transport, and not in those of Ruby's and of scp",
  expected: 'a syntax error also says what was expected there',
  convert:
    'what Bolt prints is no valid Puppet where a hash is returned, and names the directory instead of the project',
  jsonWords: "what is wrong with JSON is said in the words of another parser, with its place, and not in Ruby's",
  yamlWords: "what is wrong with YAML is said in the words of another parser than Ruby's; file, line and column agree",
  namesFile: 'the message also says which task, parameter, file and place it is about',
  modules: "Bolt lists the modules that it brings along, and the recording those of Bolt's own tests",
  shell: 'Bolt fails with a Ruby stack trace here; Baton leaves the command to the shell, whose exit code is 127',
} as const;

/** The deviations that are meant. A case must be here exactly as long as Baton answers it otherwise than Bolt. */
export const accepted: Readonly<Record<string, keyof typeof reasons>> = {
  'clierr/15': 'jsonWords',
  'clierr/17': 'noop',
  'clierr/23': 'laterCommand',
  'command/07/json': 'shell',
  'file/download/missing': 'copyWords',
  'file/upload': 'wholePath',
  'inv/syntax': 'yamlWords',
  'inv/yaml_plugin': 'bundled',
  'plan/err_file/human': 'place',
  'plan/list': 'modules',
  'plan/list/json': 'modules',
  'plan/syntax/human': 'expected',
  'plan/syntax/json': 'expected',
  'plan/y_all/convert': 'convert',
  'task/bad_json/show': 'jsonWords',
  'task/bad_param/show': 'namesFile',
  'task/bad_type/human': 'namesFile',
  'task/bad_type/json': 'namesFile',
  'task/list': 'modules',
  'task/list/json': 'modules',
  'task/show/params': 'namesFile',
};

/** Why a deviation is meant, in words. */
export function reasonOf(id: string): string | undefined {
  const reason = accepted[id];
  return reason === undefined ? undefined : reasons[reason];
}
