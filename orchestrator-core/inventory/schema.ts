import type { Shape } from '../project/index.ts';
import { configShape } from './transport-options.ts';

const name: Shape = { type: ['String'], reference: true };
const hash: Shape = { type: ['Hash'], reference: true };
const features: Shape = {
  type: ['Array'],
  unique: true,
  items: { type: ['String'], reference: true },
  reference: true,
};
const pluginHooks: Shape = {
  type: ['Hash'],
  properties: { puppet_library: { type: ['Hash'], reference: true } },
  reference: true,
};
const data = { config: configShape, facts: hash, features, plugin_hooks: pluginHooks, vars: hash };
const target: Shape = {
  type: ['String', 'Hash'],
  properties: {
    alias: { type: ['String', 'Array'], unique: true, items: { type: ['String'], reference: true }, reference: true },
    ...data,
    name,
    uri: name,
  },
  reference: true,
};
const targets: Shape = { type: ['Array'], items: target, reference: true };

/** Groups hold groups: the shape refers to itself through a getter. */
const group: Shape = {
  type: ['Hash'],
  required: ['name'],
  get properties(): Readonly<Record<string, Shape>> {
    return { ...data, groups, name, targets };
  },
  reference: true,
};
const groups: Shape = { type: ['Array'], items: group, reference: true };

/** What `inventory.yaml`, version 2, must look like (Bolt's `inventory/options.rb` says the same in its own way). */
export const inventoryShape: Shape = {
  type: ['Hash'],
  properties: { ...data, groups, targets, version: { type: ['Integer'], reference: false } },
  reference: true,
};
