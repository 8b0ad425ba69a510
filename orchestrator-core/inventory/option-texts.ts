// A table of what the keys of an inventory mean.
/** The keys of groups and targets, in a sentence of Markdown each. */
export const inventoryKeyTexts: Readonly<Record<string, string>> = {
  alias: 'Other names of the target, one or a list. No group, target or other alias may have them.',
  config:
    'How targets are reached: `transport`, and the options of each transport. Targets win over groups, inner groups over outer ones.',
  facts: 'Facts of the target or of all targets of the group; merged with those that tasks collect.',
  features:
    'What targets can do beside what their transports say, such as `puppet-agent`. Tasks choose implementations by it.',
  groups: 'The groups in this one; their targets belong to it, too.',
  name: 'What the target or group is called. A target without a name is called by its `uri`.',
  plugin_hooks: 'How the Puppet agent gets onto targets: `puppet_library` with a `plugin` and its parameters.',
  targets: 'The targets of the group: names, URIs, or hashes with `name` or `uri`.',
  uri: 'Where the target is: `[transport://][user[:password]@]host[:port]`.',
  vars: 'Variables of the target, which plans read with `vars($target)`.',
  version: 'The version of the format: 2.',
};

/** The options of transports, in a sentence of Markdown each. */
export const optionTexts: Readonly<Record<string, string>> = {
  'basic-auth-only': 'Whether only basic authentication is tried, which needs `ssl`.',
  'batch-mode': 'Whether the SSH command may ask for nothing; without it `ssh-command` must be set.',
  'bundled-ruby': 'Whether tasks in Ruby run under the Ruby that the orchestrator runs with.',
  cacert: 'The file with the certificate of the authority, relative to the project.',
  cleanup: 'Whether temporary files are removed from targets.',
  'connect-timeout': 'How long to wait for a connection, in seconds.',
  'copy-command': 'What copies files instead of `scp -r` when `native-ssh` is on.',
  'disconnect-timeout': 'How long to wait for the end of a connection, in seconds.',
  'encryption-algorithms': 'The ciphers that are offered; `defaults` in the list stands for the usual ones.',
  extensions: 'The file extensions of scripts and tasks that may run on Windows.',
  'file-protocol': 'How files are copied.',
  host: 'The host to connect to instead of the one in the URI.',
  'host-key-algorithms': 'The algorithms for host keys that are accepted; `defaults` stands for the usual ones.',
  'host-key-check':
    'Whether the host key must be known. When unset, `StrictHostKeyChecking` of the SSH configuration counts.',
  interpreters: 'For file extensions the programs that run scripts and tasks, such as `.py: /usr/bin/python3`.',
  'job-poll-interval': 'How often the state of a job is asked for, in seconds.',
  'job-poll-timeout': 'How long the state of a job is asked for, in seconds.',
  'kex-algorithms': 'The algorithms for the exchange of keys that are offered; `defaults` stands for the usual ones.',
  'load-config': 'Whether the SSH configuration of the user is read.',
  'login-shell': 'The shell that the user has on the target.',
  'mac-algorithms': 'The message authentication codes that are offered; `defaults` stands for the usual ones.',
  'native-ssh': 'Whether the `ssh` of this machine is used instead of a built-in client.',
  password: 'The password to log in with.',
  port: 'The port to connect to.',
  'private-key': 'The file with the private key, or a hash with `key-data`, the key itself.',
  proxyjump: 'The host to go through, `[user@]host[:port]`.',
  'read-timeout': 'How long to wait for an answer of the orchestrator, in seconds.',
  realm: 'The Kerberos realm.',
  remote: 'The LXD remote that the container is on.',
  'run-as': 'The user that commands run as, by `sudo`.',
  'run-as-command': 'What runs commands as another user instead of `sudo`.',
  'run-on': 'The target that tasks about this remote target run on.',
  'script-dir': 'The directory below `tmpdir` that scripts are copied to.',
  'service-url': 'The address of the service.',
  'shell-command': 'The shell that commands run in, such as `bash -lc`.',
  'smb-port': 'The port for SMB.',
  'ssh-command': 'The SSH program with its options, used when `native-ssh` is on.',
  ssl: 'Whether the connection is encrypted: port 5986 and not 5985.',
  'ssl-verify': 'Whether the certificate of the target is checked.',
  'sudo-executable': 'The program that is run in the place of `sudo`.',
  'sudo-password': 'The password for `sudo`.',
  'task-environment': 'The environment that tasks are taken from.',
  tmpdir: 'The directory for temporary files on the target.',
  'token-file': 'The file with the token of the orchestrator.',
  transport: 'How targets are reached when their URIs do not say so.',
  tty: 'Whether a terminal is asked for.',
  user: 'The user to log in as.',
};

/** The plugins that Bolt has itself: what they do, their parameters, and which of these must be there. */
export const pluginTexts: Readonly<
  Record<
    string,
    {
      readonly about: string;
      readonly keys: Readonly<Record<string, string>>;
      readonly required?: string;
      readonly refusal?: string;
    }
  >
> = {
  env_var: {
    about: 'The value of an environment variable.',
    keys: {
      var: 'The variable.',
      default: 'The value when it is not set.',
      optional: 'Whether it may be missing.',
      json: 'Whether its text is JSON.',
    },
    required: 'var',
    refusal: "env_var plugin requires that the 'var' is specified",
  },
  pkcs7: {
    about: 'A value that is encrypted here: `baton secret encrypt` makes it.',
    keys: { encrypted_value: 'The value, as `ENC[PKCS7,…]`.' },
    required: 'encrypted_value',
    refusal: "pkcs7 plugin requires that the 'encrypted_value' is specified",
  },
  prompt: {
    about: 'What somebody types when asked.',
    keys: { message: 'What is asked.' },
    required: 'message',
    refusal: "Prompt requires a 'message'",
  },
  puppet_connect_data: {
    about: 'A value of the input data for Puppet Connect.',
    keys: { key: 'The name of the value.' },
    required: 'key',
    refusal: "puppet_connect_data plugin requires that 'key' be specified",
  },
  puppetdb: {
    about: 'Targets that a PuppetDB query finds.',
    keys: {
      query: 'The query, in PQL or AST.',
      target_mapping: 'For keys of targets the facts that fill them.',
      instance: 'The name of the PuppetDB instance.',
    },
  },
  task: {
    about: 'The key `value` of what a task answers that runs on this machine.',
    keys: { task: 'The task.', parameters: 'Its parameters.' },
    required: 'task',
    refusal: "Task plugin requires that the 'task' is specified",
  },
  yaml: {
    about: 'What stands in another YAML file.',
    keys: { filepath: 'The file, from the directory of the project.' },
    required: 'filepath',
    refusal: "yaml plugin requires that the 'filepath' is specified",
  },
};
