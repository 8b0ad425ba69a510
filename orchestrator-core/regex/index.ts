/** Regular expressions of Ruby and PostgreSQL, matched in a time that nobody can blow up. */
export { type PostgresqlRegex, postgresqlRegex } from './postgresql-regex.ts';
export { RegexError } from './regex-node.ts';
export { rubyMatcher, rubyRegex, type TextMatcher } from './ruby-regex.ts';
