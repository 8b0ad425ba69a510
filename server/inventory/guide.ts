import {
  inventoryKeyTexts,
  inventoryShape,
  isTransportName,
  optionTexts,
  transportDefaults,
} from '../../orchestrator-core/inventory/index.ts';
import { type Guide, guideOfShape, type YamlPath } from '../yaml/guide.ts';

/** What may stand in an inventory: the shape that it is checked with, and what its keys mean. */
export const inventoryGuide: Guide = guideOfShape(inventoryShape, about);

function about(path: YamlPath): Partial<Guide> {
  const key = path.at(-1);
  if (typeof key !== 'string') return {};
  const inConfig = path.lastIndexOf('config');
  const below = inConfig < 0 ? [] : path.slice(inConfig + 1);
  const [transport, option, ...deeper] = below;
  if (inConfig < 0 || below.length === 0) return textOf(inventoryKeyTexts, key);
  if (below.length === 1) {
    return isTransportName(key) ? { about: `Options of the transport \`${key}\`.` } : textOf(optionTexts, key);
  }
  if (deeper.length > 0 || typeof option !== 'string' || typeof transport !== 'string') return {};
  const defaults = isTransportName(transport) ? transportDefaults(transport) : {};
  const given = Object.hasOwn(defaults, option) ? defaults[option] : undefined;
  return { ...textOf(optionTexts, option), ...(given === undefined ? {} : { default: String(given) }) };
}

function textOf(texts: Readonly<Record<string, string>>, key: string): Partial<Guide> {
  const text = Object.hasOwn(texts, key) ? texts[key] : undefined;
  return text === undefined ? {} : { about: text };
}
