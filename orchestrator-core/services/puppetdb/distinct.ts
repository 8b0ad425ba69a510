import type { StoreQuery } from '../../inventory/index.ts';
import { findTimestamp } from '../../pql/index.ts';
import { type QueryOptions, truth } from './query-request.ts';
import { refusal } from './reply.ts';

/** What the endpoints of events take to have the newest event of each property alone, of a time. */
export const distinctParameters: readonly string[] = ['distinct_resources', 'distinct_start_time', 'distinct_end_time'];

/** Reads them. @throws OrchestratorError a refusal: there are all three or none */
export function readDistinct({ others }: QueryOptions): Pick<StoreQuery, 'newestEvents'> {
  const given = distinctParameters.filter((name) => others[name] !== undefined);
  if (given.length === 0) return {};
  const { distinct_resources: wanted, distinct_start_time: from = null, distinct_end_time: to = null } = others;
  if (given.length < 3) {
    const verb = given.length === 2 && wanted === undefined ? 'must accompany' : 'requires accompanying';
    const times = "parameters 'distinct_start_time' and 'distinct_end_time'";
    throw refusal(400, `'distinct_resources' query parameter ${verb} ${times}`);
  }
  const [start, end] = [from, to].map((time) => (typeof time === 'string' ? findTimestamp(time) : undefined));
  if (start === undefined || end === undefined) {
    const names = "'distinct_start_time' and 'distinct_end_time'";
    throw refusal(400, `query parameters ${names} must be valid datetime strings: ${String(from)} ${String(to)}`);
  }
  return truth(wanted) ? { newestEvents: { start, end } } : {};
}
