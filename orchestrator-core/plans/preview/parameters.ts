import {
  argumentsOf,
  type Definition,
  type EvaluationFrame,
  type Parameter,
  type PuppetType,
  type PuppetValue,
  rich,
  typeNamed,
} from '../../language/index.ts';
import { areKnown, derived, type Kind, type Shape } from './symbolic.ts';

/** Why a function or plan does not take what is known of its arguments; undefined where it does. */
export function argumentsFault(
  frame: EvaluationFrame,
  { name, parameters }: Pick<Definition, 'name' | 'parameters'>,
  given: readonly PuppetValue[],
): string | undefined {
  if (areKnown(given)) return argumentsOf(frame, name, parameters, given);
  // Those before the first that is not known can be judged all the same.
  const first = given.findIndex((each) => !areKnown([each]));
  return argumentsOf(frame, name, parameters.slice(0, first), given.slice(0, first));
}

/** The value of a parameter that nobody gave, as far as its type says something. */
export function openParameter(
  frame: EvaluationFrame,
  { name, type }: Parameter,
  text: string = `$${name}`,
): PuppetValue {
  if (type === undefined) return derived(text, []);
  const shape = shapeOf(typeNamed(frame, type));
  return shape === 'secret' ? derived(text, [{ ...secretSample }]) : derived(text, [], shape);
}

const secretSample = { [rich]: 'Sensitive', value: null } as const;

function shapeOf(type: PuppetType): Shape | Kind | 'secret' | undefined {
  switch (type.kind) {
    case 'Boolean':
    case 'Integer':
    case 'String':
    case 'Array':
    case 'Hash':
      return type.kind;
    case 'Tuple':
      return 'Array';
    case 'Struct':
      return 'Hash';
    case 'Enum':
    case 'Pattern':
      return 'String';
    case 'Float':
    case 'Numeric':
      return 'Some';
    case 'Sensitive':
      return 'secret';
    case 'Object':
      return type.name === 'Target' || type.name === 'Error' ? type.name : 'Some';
    case 'Alias':
      return shapeOf(type.resolve());
    case 'Variant': {
      const shapes = type.types.map(shapeOf);
      if (shapes.some((shape) => shape === undefined || shape === 'Boolean' || shape === 'secret')) return undefined;
      return shapes.every((shape) => shape === shapes[0]) ? shapes[0] : 'Some';
    }
    default:
      return undefined;
  }
}
