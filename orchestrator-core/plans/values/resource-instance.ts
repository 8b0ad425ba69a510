import { entriesOf, hashOf, type MemberCall, type PuppetValue, textOf } from '../../language/index.ts';
import { heldAt, type PlanObject, planObject } from './plan-object.ts';

/** What a `ResourceInstance` is made of. */
export interface ResourceParts {
  readonly target: PuppetValue;
  readonly type: PuppetValue;
  readonly title: PuppetValue;
  readonly state: PuppetValue;
  readonly desiredState: PuppetValue;
  readonly events: PuppetValue;
}

/** Sets an attribute of the object itself: unlike all other values these change, and whoever holds one sees it. */
function change({ attributes }: PlanObject, key: string, value: PuppetValue): PuppetValue {
  (attributes as Record<string, PuppetValue>)[key] = value;
  return value;
}

/** A `ResourceInstance`. */
export function resourceInstance({ target, type, title, state, desiredState, events }: ResourceParts): PlanObject {
  return planObject('ResourceInstance', {
    target,
    type: capitalized(textOf(type)),
    title,
    state: state ?? {},
    desired_state: desiredState ?? {},
    events: events ?? [],
  });
}

/** Ruby's `capitalize`: what follows the first letter becomes small. */
export function capitalized(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase();
}

/** `File[/etc/motd]`. */
export function referenceOf({ attributes }: PlanObject): string {
  return `${textOf(attributes['type'] ?? '')}[${textOf(attributes['title'] ?? '')}]`;
}

/** Takes over what another instance says of the same resource, as a target does with one that it knows. */
export function overwriteResource(known: PlanObject, other: PlanObject): void {
  change(known, 'state', other.attributes['state'] ?? {});
  change(known, 'desired_state', other.attributes['desired_state'] ?? {});
  change(known, 'events', [...heldAt(known, 'events'), ...heldAt(other, 'events')]);
}

/** The value of one of its attributes or functions; undefined for other names. */
export function askResource(
  object: PlanObject,
  { name, arguments: [given = null] }: MemberCall,
): PuppetValue | undefined {
  const { attributes } = object;
  const set = (key: string, value: PuppetValue): PuppetValue => change(object, key, value);
  const merged = (key: string): PuppetValue =>
    hashOf([...(entriesOf(attributes[key] ?? null) ?? []), ...(entriesOf(given) ?? [])]);
  switch (name) {
    case '[]':
      return entriesOf(attributes['state'] ?? null)?.find(([key]) => key === given)?.[1] ?? null;
    case 'reference':
      return referenceOf(object);
    case 'add_event':
      return set('events', [...heldAt(object, 'events'), given]);
    case 'set_state':
      return set('state', merged('state'));
    case 'overwrite_state':
      return set('state', given);
    case 'set_desired_state':
      return set('desired_state', merged('desired_state'));
    case 'overwrite_desired_state':
      return set('desired_state', given);
    default:
      return Object.hasOwn(attributes, name) ? attributes[name] : undefined;
  }
}
