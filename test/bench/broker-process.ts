/** A broker alone in a process, for its memory to be measured: answers each message with its resident bytes. */
import { startTestBroker } from '../support/broker.ts';

const broker = await startTestBroker();
const credentials = await broker.credentials('bench');
const resident = (): number => {
  globalThis.gc?.();
  return process.memoryUsage().rss;
};
process.on('message', () => process.send?.({ resident: resident() }));
process.once('disconnect', () => void broker.close().then(() => process.exit(0)));
process.send?.({ url: broker.url, ca: credentials.ca, cert: credentials.certificate, key: credentials.key });
