import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDecimals, averageOf, decimalText, readDecimal } from './decimal.ts';
import { numberToChar, timeToChar } from './to-char.ts';

const times = ['2026-11-20T06:05:09.042Z', '2024-02-29T23:59:59.999Z', '2027-01-03T12:00:00Z', '2000-12-31T00:00:00Z'];

/** A format, and what PostgreSQL 15 makes of each time with it. */
const timeTexts: readonly (readonly [format: string, ...texts: string[]])[] = [
  [
    'YYYY-MM-DD HH24:MI:SS.MS',
    '2026-11-20 06:05:09.042',
    '2024-02-29 23:59:59.999',
    '2027-01-03 12:00:00.000',
    '2000-12-31 00:00:00.000',
  ],
  ['YY Y YYY', '26 6 026', '24 4 024', '27 7 027', '00 0 000'],
  ['IYYY IW ID IDDD', '2026 47 5 327', '2024 09 4 060', '2026 53 7 371', '2000 52 7 364'],
  [
    'MM Mon Month MONTH mon month',
    '11 Nov November  NOVEMBER  nov november ',
    '02 Feb February  FEBRUARY  feb february ',
    '01 Jan January   JANUARY   jan january  ',
    '12 Dec December  DECEMBER  dec december ',
  ],
  ['DD DDD D', '20 324 6', '29 060 5', '03 003 1', '31 366 1'],
  [
    'Day DAY day DY Dy dy',
    'Friday    FRIDAY    friday    FRI Fri fri',
    'Thursday  THURSDAY  thursday  THU Thu thu',
    'Sunday    SUNDAY    sunday    SUN Sun sun',
    'Sunday    SUNDAY    sunday    SUN Sun sun',
  ],
  ['HH HH12 MI SS', '06 06 05 09', '11 11 59 59', '12 12 00 00', '12 12 00 00'],
  ['US SSSS FF3', '042000 21909 042', '999000 86399 999', '000000 43200 000', '000000 0 000'],
  ['AM pm A.M. p.m.', 'AM am A.M. a.m.', 'PM pm P.M. p.m.', 'PM pm P.M. p.m.', 'AM am A.M. a.m.'],
  ['Q WW W CC J', '4 47 3 21 2461365', '1 09 5 21 2460370', '1 01 1 21 2461409', '4 53 5 20 2451910'],
  ['FMMonth FMDD, YYYY', 'November 20, 2026', 'February 29, 2024', 'January 3, 2027', 'December 31, 2000'],
  ['"quoted YYYY" YYYY', 'quoted YYYY 2026', 'quoted YYYY 2024', 'quoted YYYY 2027', 'quoted YYYY 2000'],
  ['RM rm FMRM', 'XI   xi   XI', 'II   ii   II', 'I    i    I', 'XII  xii  XII'],
  ['TZ tz OF TZH:TZM', 'UTC utc +00 +00:00', 'UTC utc +00 +00:00', 'UTC utc +00 +00:00', 'UTC utc +00 +00:00'],
  ['HH24"h"MI', '06h05', '23h59', '12h00', '00h00'],
  ['FMHH24:FMMI:FMSS', '6:5:9', '23:59:59', '12:0:0', '0:0:0'],
  [
    'YYYY-MM-DD"T"HH24:MI:SS"Z"',
    '2026-11-20T06:05:09Z',
    '2024-02-29T23:59:59Z',
    '2027-01-03T12:00:00Z',
    '2000-12-31T00:00:00Z',
  ],
  ['Y,YYY', '2,026', '2,024', '2,027', '2,000'],
  ['BC AD a.d.', 'AD AD a.d.', 'AD AD a.d.', 'AD AD a.d.', 'AD AD a.d.'],
  ['DDth DDTH Mon', '20th 20TH Nov', '29th 29TH Feb', '03rd 03RD Jan', '31st 31ST Dec'],
  ['x-y/z', 'x-6/z', 'x-4/z', 'x-7/z', 'x-0/z'],
  ['FMDDD FMDD FMMM', '324 20 11', '60 29 2', '3 3 1', '366 31 12'],
  [
    'day, DDth "of" FMMonth',
    'friday   , 20th of November',
    'thursday , 29th of February',
    'sunday   , 03rd of January',
    'sunday   , 31st of December',
  ],
];

const numbers = [0, 5, -3, 1234, 1234567, 0.5, -12.345];

/** A format, and what PostgreSQL 15 makes of each number with it. */
const numberTexts: readonly (readonly [format: string, ...texts: string[]])[] = [
  ['999', '   0', '   5', '  -3', ' ###', ' ###', '   1', ' -12'],
  ['0000', ' 0000', ' 0005', '-0003', ' 1234', ' ####', ' 0001', '-0012'],
  ['9,999', '     0', '     5', '    -3', ' 1,234', ' #,###', '     1', '   -12'],
  ['999.99', '    .00', '   5.00', '  -3.00', ' ###.##', ' ###.##', '    .50', ' -12.35'],
  ['FM999', '0', '5', '-3', '###', '###', '1', '-12'],
  ['S999', '  +0', '  +5', '  -3', '+###', '+###', '  +1', ' -12'],
  ['999S', '  0+', '  5+', '  3-', '###+', '###+', '  1+', ' 12-'],
  ['99', '  0', '  5', ' -3', ' ##', ' ##', '  1', '-12'],
  ['00.0', ' 00.0', ' 05.0', '-03.0', ' ##.#', ' ##.#', ' 00.5', '-12.3'],
  ['FM0999.90', '0000.00', '0005.00', '-0003.00', '1234.00', '####.##', '0000.50', '-0012.35'],
  ['9G999D99', '      .00', '     5.00', '    -3.00', ' 1,234.00', ' #,###.##', '      .50', '   -12.35'],
  ['9,999,999', '         0', '         5', '        -3', '     1,234', ' 1,234,567', '         1', '       -12'],
];

/** What PostgreSQL 15 says a number is, divided by another. */
const quotients: readonly (readonly [dividend: string, divisor: string, quotient: string])[] = [
  ['1131', '92', '12.2934782608695652'],
  ['213', '47', '4.5319148936170213'],
  ['110.70', '47', '2.3553191489361702'],
  ['912', '76', '12.0000000000000000'],
  ['1', '3', '0.33333333333333333333'],
  ['0', '5', '0.00000000000000000000'],
  ['-7', '3', '-2.3333333333333333'],
  ['423338664998918', '47', '9007205638274.8511'],
  ['0.001', '3', '0.00033333333333333333'],
  ['2', '4', '0.50000000000000000000'],
  ['10000', '3', '3333.3333333333333333'],
  ['0.00005', '7', '0.000007142857142857142857'],
];

test('times are written as PostgreSQL does', () => {
  for (const [format, ...texts] of timeTexts) {
    const written = times.map((time) => timeToChar(Date.parse(time), format));
    assert.deepEqual(written, texts, format);
  }
});

test('numbers are written as PostgreSQL does', () => {
  for (const [format, ...texts] of numberTexts) {
    const written = numbers.map((number) => numberToChar(number, format));
    assert.deepEqual(written, texts, format);
  }
  assert.equal(numberToChar(5, 'RN'), undefined);
  assert.equal(numberToChar(5, 'HH24'), 'HH24');
  assert.equal(numberToChar(5, ''), '');
});

test('averages have as many decimals as PostgreSQL gives', () => {
  for (const [dividend, divisor, quotient] of quotients) {
    const sum = readDecimal(dividend);
    assert.ok(sum);
    assert.equal(decimalText(averageOf(sum, BigInt(divisor))), quotient);
  }
});

test('sums are exact', () => {
  const sum = ['0.1', '0.2', '9007199254740993', '1e3', '-0.30']
    .map((text) => readDecimal(text) ?? { digits: 0n, scale: 0 })
    .reduce(addDecimals);
  assert.equal(decimalText(sum), '9007199254741993.00');
  for (const text of ['', 'web', '1.2.3', 'true', '0x10', '1e9999']) assert.equal(readDecimal(text), undefined, text);
});
