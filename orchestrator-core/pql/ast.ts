import type { Json } from '../common/index.ts';

/**
 * A query in PuppetDB's JSON form, which PQL is another spelling of: `["from", ENTITY, FILTER?, ["order_by", …]?,
 * ["limit", n]?, ["offset", n]?]`.
 */
export type QueryAst = readonly Json[];
