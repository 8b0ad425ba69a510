/** What ES2025 adds to `JSON`; Node has it from 21 on. */
interface RawJson {
  readonly rawJSON?: (text: string) => unknown;
}

/**
 * A number of JSON that a double does not give back as it was written: a Float without a fraction (`1.0`), or a whole
 * number beyond ±2^53. Written as JSON it is its text; whoever calculates with it has the nearest double.
 */
export class ExactNumber {
  /** As JSON has it. */
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** Where `JSON` cannot write such numbers it is the nearest one that can be written. */
  toJSON(): unknown {
    return (JSON as RawJson).rawJSON?.(this.text) ?? Number(this.text);
  }

  toString(): string {
    return this.text;
  }

  valueOf(): number {
    return Number(this.text);
  }
}

/** A Float that JSON is to show as one: `1.0` where a double would be written as `1`. */
export function exactFloat(value: number): number | ExactNumber {
  if (!Number.isInteger(value)) return value;
  if (Math.abs(value) < 1e16) return new ExactNumber(`${Object.is(value, -0) ? '-0' : value}.0`);
  // Ruby's way, with a fraction before the exponent.
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  return new ExactNumber(`${digits.includes('.') ? digits : `${digits}.0`}e${exponent}`);
}

/** A whole number of any size. */
export function exactInteger(value: bigint): number | ExactNumber {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : new ExactNumber(String(value));
}
