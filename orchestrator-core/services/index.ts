export {
  listenPuppetDb,
  type PuppetDbAddress,
  type PuppetDbListener,
  type PuppetDbOptions,
  type PuppetDbTls,
} from './puppetdb/listen.ts';
