import { fromErrorValue, type Json } from '../../common/index.ts';
import { type GivenUris, type Inventory, isPlainSelection, nameOfUri, type Target } from '../../inventory/index.ts';
import { withoutGiven } from '../../shown-target.ts';
import { type Context, openInventory } from '../context.ts';
import { withOrchestrator } from '../orchestrator.ts';
import { indent, table, wrap } from '../output/text.ts';
import { toYaml } from '../output/yaml.ts';
import { readTargets } from '../read-argument.ts';

/** `baton inventory show`: the targets, where they come from, and with `--detail` all that is known of them. */
export async function showInventory(context: Context): Promise<number> {
  const { options, project, terminal } = context;
  const inventory = await openInventory(context);
  const words = await readTargets(context);
  const detail = options.flag('detail') === true;
  const targets =
    words === undefined || isPlainSelection(words)
      ? await knownTargets(inventory, words ?? ['all'], detail)
      : await withOrchestrator(context, (orchestrator) => orchestrator.targets(words), words);
  const shown = { known: targets.filter((one) => !one.adhoc), adhoc: targets.filter((one) => one.adhoc) };
  if (context.format === 'json') {
    const list = (some: readonly Target[]) => some.map((one) => (detail ? detailOf(one) : writtenName(one)));
    const part = (some: readonly Target[]) => ({ count: some.length, targets: list(some) });
    const source = { file: inventory.path, default: project.inventoryPath };
    const document = {
      adhoc: part(shown.adhoc),
      inventory: { ...part(shown.known), ...source },
      targets: [...list(shown.known), ...list(shown.adhoc)],
      count: targets.length,
    };
    await terminal.out(`${JSON.stringify(document)}\n`);
  } else {
    const text = detail ? details(context, shown) : names(context, shown);
    const flags = { chosen: words !== undefined, detail };
    await terminal.out(text + inventorySource(context, inventory) + summary(context, shown, flags));
  }
  return 0;
}

/**
 * The targets, with what plugins say of them where that is shown: names alone ask for no password.
 * @throws OrchestratorError what the first of them failed with.
 */
async function knownTargets(
  inventory: Inventory,
  words: readonly string[],
  detail: boolean,
): Promise<readonly Target[]> {
  const uris: GivenUris = new Map();
  const names = inventory.names(words, { uris });
  if (!detail) return inventory.named(names, { uris });
  const targets = await inventory.resolve(names, { uris });
  const fault = targets.find((target) => target.fault !== undefined)?.fault;
  if (fault !== undefined) throw fromErrorValue(fault);
  return targets.map(withoutGiven);
}

/** The name as it is written in the inventory, or on the command line: as Bolt shows it, which knows no other. */
function writtenName({ name, uri = name }: Target): string {
  return nameOfUri(uri) === name ? uri : name;
}

interface Shown {
  readonly known: readonly Target[];
  readonly adhoc: readonly Target[];
}

function detailOf(target: Target): Readonly<Record<string, Json>> {
  return {
    name: writtenName(target),
    uri: target.uri ?? null,
    alias: target.soleAlias ?? target.aliases,
    config: target.config,
    vars: target.vars,
    features: target.features,
    facts: target.facts,
    plugin_hooks: target.pluginHooks,
    groups: target.groups,
  };
}

function names({ paint }: Context, { known, adhoc }: Shown): string {
  const rows = [
    ...known.map((one): [string, string] => [writtenName(one), '']),
    ...adhoc.map((one): [string, string] => [writtenName(one), paint('yellow', '(Not found in inventory file)')]),
  ];
  return `${paint('cyan', 'Targets')}\n${rows.length > 0 ? table(rows, 2, 4) : '  No targets'}\n\n`;
}

function details({ paint }: Context, { known, adhoc }: Shown): string {
  const all = [...adhoc, ...known].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  if (all.length === 0) return `${paint('cyan', 'Targets')}\n  No targets\n\n`;
  return all
    .map((one) => {
      const note = one.adhoc ? paint('yellow', ' (Not found in inventory file)') : '';
      return `${paint('cyan', writtenName(one))}${note}\n${indent(2, toYaml(detailOf(one)))}\n`;
    })
    .join('');
}

/** Which inventory was read, as several commands say it. */
export function inventorySource({ paint, project }: Context, inventory: Inventory): string {
  const text = inventory.present
    ? `${inventory.path}\n`
    : wrap(`Tried to load inventory from ${project.inventoryPath}, but the file does not exist\n`);
  return `${paint('cyan', 'Inventory source')}\n${indent(2, text)}\n`;
}

function summary({ paint }: Context, { known, adhoc }: Shown, flags: { chosen: boolean; detail: boolean }): string {
  const count = `${known.length + adhoc.length} total, ${known.length} from inventory, ${adhoc.length} adhoc`;
  const hints = [
    ...(flags.chosen ? [] : ["Use the '--targets', '--query', or '--rerun' option to view specific targets"]),
    ...(flags.detail ? [] : ["Use the '--detail' option to view target configuration and data"]),
  ];
  const more = hints.length > 0 ? `\n\n${paint('cyan', 'Additional information')}\n${indent(2, hints.join('\n'))}` : '';
  return `${paint('cyan', 'Target count')}\n  ${count}${more}\n`;
}
