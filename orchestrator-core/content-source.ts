import type { ContentSource } from './broker/index.ts';
import type { ContentStore } from './store/index.ts';
import { contentMount } from './transports/index.ts';

/** What agents fetch: `content/<sha256>`. */
export function contentSource(content: ContentStore): ContentSource {
  return {
    find: async (path) => {
      const [mount, sha256 = '', ...rest] = path.split('/');
      const found = mount === contentMount && rest.length === 0 ? await content.find(sha256) : undefined;
      return found && { size: found.size, read: () => content.read(found) };
    },
  };
}
