const codes = { dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

/** The colors of the output. */
export type Color = keyof typeof codes;

/** Colors a text, or leaves it as it is where nobody would see the color. */
export type Paint = (color: Color, text: string) => string;

/** A paint that paints. */
export const paintColors: Paint = (color, text) => `\u001b[${codes[color]}m${text}\u001b[0m`;

/** A paint that leaves everything as it is. */
export const paintNothing: Paint = (_color, text) => text;
