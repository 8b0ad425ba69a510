import type { Shape } from './shape.ts';

const string: Shape = { type: ['String'] };
const boolean: Shape = { type: ['Boolean'] };
const strings: Shape = { type: ['Array'], items: string };
const count: Shape = { type: ['Integer'], minimum: 1 };
const referable: Shape = { type: ['Hash'], reference: true };
const logLevel: Shape = { type: ['String'], values: ['trace', 'debug', 'error', 'info', 'warn', 'fatal', 'any'] };

const puppetdb: Shape = {
  type: ['Hash'],
  reference: true,
  properties: {
    cacert: string,
    cert: string,
    key: string,
    token: string,
    server_urls: strings,
    connect_timeout: count,
    read_timeout: count,
  },
};

/** Every key of `bolt-project.yaml` with the type Bolt 3.30 wants. */
export const projectShape: Shape = {
  type: ['Hash'],
  properties: {
    analytics: boolean,
    'apply-settings': {
      type: ['Hash'],
      properties: {
        evaltrace: boolean,
        log_level: {
          type: ['String'],
          values: ['debug', 'info', 'notice', 'warning', 'err', 'alert', 'emerg', 'crit'],
        },
        show_diff: boolean,
        trace: boolean,
      },
    },
    color: boolean,
    'compile-concurrency': count,
    concurrency: count,
    'disable-warnings': strings,
    format: { type: ['String'], values: ['human', 'json', 'rainbow'] },
    future: { type: ['Hash'], properties: { file_paths: boolean, script_interpreter: boolean } },
    'hiera-config': string,
    log: {
      type: ['Hash'],
      properties: { console: { type: ['String', 'Hash'], values: ['disable'], properties: { level: logLevel } } },
      others: { type: ['String', 'Hash'], values: ['disable'], properties: { append: boolean, level: logLevel } },
    },
    modulepath: { type: ['Array', 'String'], items: string },
    'module-install': {
      type: ['Hash'],
      properties: {
        forge: { type: ['Hash'], properties: { authorization_token: string, baseurl: string, proxy: string } },
        proxy: string,
      },
    },
    modules: {
      type: ['Array'],
      items: {
        type: ['Hash', 'String'],
        properties: { git: string, name: string, ref: string, resolve: boolean, version_requirement: string },
      },
    },
    name: string,
    plans: strings,
    'plugin-cache': { type: ['Hash'], properties: { ttl: { type: ['Integer'], minimum: 0 } }, required: ['ttl'] },
    'plugin-hooks': referable,
    plugins: { type: ['Hash'], reference: true, others: referable },
    policies: strings,
    puppetdb,
    'puppetdb-instances': { type: ['Hash'], reference: true, others: puppetdb },
    rerunfile: string,
    'save-rerun': boolean,
    spinner: boolean,
    stream: boolean,
    tasks: strings,
    'trusted-external-command': string,
  },
};
