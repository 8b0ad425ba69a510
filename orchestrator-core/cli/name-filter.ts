import { wildcardMatcher } from '../common/index.ts';
import { cliError } from './cli-error.ts';
import type { Context } from './context.ts';

/**
 * Which tasks or plans a list shows, by `--filter` and by the patterns of the project, where it has some.
 * @throws OrchestratorError `bolt/cli-error`
 */
export function nameFilter({ options }: Context, visible: readonly string[] | undefined): (name: string) => boolean {
  const text = options.text('filter') ?? '';
  if (!/^[a-z0-9_:]*$/.test(text)) {
    throw cliError(
      `Illegal characters in filter string '${text}'. Filters can only include lowercase letters, numbers, underscores, and colons.`,
    );
  }
  const matchers = visible?.map((pattern) => wildcardMatcher(pattern, true));
  return (name) => name.includes(text) && (matchers === undefined || matchers.some((matches) => matches(name)));
}
