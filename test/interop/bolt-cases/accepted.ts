const reasons = {
  laterCommand: 'Baton does not have this command of Bolt yet, and says so',
  plugins: 'plugin references cannot be used yet; the message names the plugin and where it stands',
  ssh: 'the ssh transport comes later; the result says so and the other targets run',
  jsonWords: "what is wrong with JSON is said in the words of another parser, with its place, and not in Ruby's",
  yamlWords: "what is wrong with YAML is said in the words of another parser than Ruby's; file, line and column agree",
  namesFile: 'the message also says which task, parameter, file and place it is about',
  modules: "Bolt lists the modules that it brings along, and the recording those of Bolt's own tests",
  shell: 'Bolt fails with a Ruby stack trace here; Baton leaves the command to the shell, whose exit code is 127',
} as const;

/** The deviations that are meant. A case must be here exactly as long as Baton answers it otherwise than Bolt. */
export const accepted: Readonly<Record<string, keyof typeof reasons>> = {
  'clierr/07': 'laterCommand',
  'clierr/15': 'jsonWords',
  'clierr/19': 'laterCommand',
  'clierr/23': 'laterCommand',
  'clierr/24': 'laterCommand',
  'clierr/25': 'laterCommand',
  'command/01/ssh': 'ssh',
  'command/03/ssh': 'ssh',
  'command/04/ssh': 'ssh',
  'command/05/ssh': 'ssh',
  'command/07/json': 'shell',
  'command/07/ssh': 'ssh',
  'command/08/ssh': 'ssh',
  'inv/env_plugin_default': 'plugins',
  'inv/env_plugin_missing': 'plugins',
  'inv/syntax': 'yamlWords',
  'inv/task_plugin': 'plugins',
  'task/bad_json/show': 'jsonWords',
  'task/bad_param/show': 'namesFile',
  'task/bad_type/human': 'namesFile',
  'task/bad_type/json': 'namesFile',
  'task/list': 'modules',
  'task/list/json': 'modules',
  'task/mixed': 'ssh',
  'task/mixed/json': 'ssh',
  'task/show/params': 'namesFile',
  'task/ssh/fail': 'ssh',
};

/** Why a deviation is meant, in words. */
export function reasonOf(id: string): string | undefined {
  const reason = accepted[id];
  return reason === undefined ? undefined : reasons[reason];
}
