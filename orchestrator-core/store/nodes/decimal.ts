/** A number with as many decimals as it was written with. */
export interface Decimal {
  readonly digits: bigint;
  /** How many of the digits stand behind the point. */
  readonly scale: number;
}

const written = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?\s*$/i;
/** What PostgreSQL takes an average to, at least (NUMERIC_MIN_SIG_DIGITS), in groups of four digits. */
const significant = 16;

/** Undefined for what is no number. */
export function readDecimal(text: string): Decimal | undefined {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = written.exec(text) ?? [];
  if (whole + fraction === '' || Math.abs(Number(exponent)) > 1000) return undefined;
  const digits = BigInt(`${sign === '-' ? '-' : ''}${whole}${fraction}`);
  const scale = fraction.length - Number(exponent);
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
}

/** The sum, exact. */
export function addDecimals(one: Decimal, other: Decimal): Decimal {
  const scale = Math.max(one.scale, other.scale);
  return { digits: atScale(one, scale) + atScale(other, scale), scale };
}

/** A sum divided by how many there were, with as many decimals as PostgreSQL gives (`select_div_scale`). */
export function averageOf(sum: Decimal, count: bigint): Decimal {
  const [weight, first] = leading(sum);
  const [countWeight, countFirst] = leading({ digits: count, scale: 0 });
  const quotientWeight = weight - countWeight - (first <= countFirst ? 1 : 0);
  const scale = Math.max(significant - quotientWeight * 4, sum.scale, 0);
  const divided = (abs(sum.digits) * 10n ** BigInt(scale)) / 10n ** BigInt(sum.scale);
  // Half of the last digit away from zero.
  const rounded = (divided * 2n + count) / (count * 2n);
  return { digits: sum.digits < 0n ? -rounded : rounded, scale };
}

/** How it is written, with all its decimals. */
export function decimalText({ digits, scale }: Decimal): string {
  const sign = digits < 0n ? '-' : '';
  const text = abs(digits)
    .toString()
    .padStart(scale + 1, '0');
  return scale === 0 ? sign + text : `${sign}${text.slice(0, -scale)}.${text.slice(-scale)}`;
}

/** The place of the first group of four digits that is not zero, and that group. */
function leading({ digits, scale }: Decimal): readonly [number, number] {
  if (digits === 0n) return [0, 0];
  const [whole = '', fraction = ''] = decimalText({ digits: abs(digits), scale }).split('.');
  const trimmed = whole.replace(/^0+/, '');
  if (trimmed !== '') {
    const weight = Math.ceil(trimmed.length / 4) - 1;
    return [weight, Number(trimmed.slice(0, trimmed.length - weight * 4))];
  }
  const groups = fraction.padEnd(Math.ceil(fraction.length / 4) * 4, '0').match(/\d{4}/g) ?? [];
  const at = groups.findIndex((group) => group !== '0000');
  return [-at - 1, Number(groups[at])];
}

function atScale({ digits, scale }: Decimal, wanted: number): bigint {
  return digits * 10n ** BigInt(wanted - scale);
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}
