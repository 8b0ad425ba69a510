import type { Heredoc } from '../syntax/ast.ts';
import { type CheckState, type FindingCode, report } from './finding.ts';

/** Says what is wrong with a manifest, or with a template; undefined when it is valid. */
export type FindError = (source: string, epp: boolean) => string | undefined;

/**
 * Checks a heredoc's text by the language that its `@(TAG:language)` names, as the syntax checkers that come with Puppet
 * do: `json`, `base64`, `pp`, `epp`. Of `a+json` the last part counts. A text with interpolations is known only when it
 * is evaluated.
 */
export function checkHeredoc(state: CheckState, node: Heredoc, findError: FindError): void {
  if (node.syntax === '' || node.text.kind !== 'string') return;
  const text = node.text.value;
  const syntax = node.syntax.split('+').at(-1);
  switch (syntax) {
    case 'json': {
      const wrong = jsonError(text);
      if (wrong !== undefined) {
        const message = `JSON syntax checker: Cannot parse invalid JSON string. "${wrong}"`;
        illegal(state, node, syntax, 'illegal-json', message);
      }
      return;
    }
    case 'base64': {
      const wrong = base64Error(text.replace(/[\r\n?\t\p{Zs}]/gu, ''));
      if (wrong === undefined) return;
      const message = `Base64 syntax checker: Cannot parse invalid Base64 string - ${wrong}`;
      illegal(state, node, syntax, 'illegal-base64', message);
      return;
    }
    case 'pp':
    case 'epp': {
      const wrong = findError(text, syntax === 'epp');
      if (wrong === undefined) return;
      illegal(state, node, syntax, `illegal-${syntax}`, `${syntax.toUpperCase()} syntax checker: "${wrong}"`);
    }
  }
}

function illegal(state: CheckState, node: Heredoc, syntax: string, code: FindingCode, message: string): void {
  report(state, node.text, code, `Invalid produced text having syntax: '${syntax}'. ${message}`);
}

const commentOrString = /"(?:\\.|[^"\\])*"|\/\*[\s\S]*?\*\/|\/\/.*/g;

/** Ruby's JSON allows comments. */
function jsonError(text: string): string | undefined {
  try {
    JSON.parse(text.replace(commentOrString, (found) => (found.startsWith('"') ? found : ' ')));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** By the strict rules of RFC 4648, padding included. */
function base64Error(text: string): string | undefined {
  if (/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) return undefined;
  return (text.length * 8) % 6 === 0 ? 'contains letters outside strict base 64 range' : 'padding is not correct';
}
