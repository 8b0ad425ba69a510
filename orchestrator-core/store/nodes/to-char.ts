const months = 'January February March April May June July August September October November December'.split(' ');
const days = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
const roman = 'I II III IV V VI VII VIII IX X XI XII'.split(' ');
const dayLength = 86_400_000;

/** The patterns of PostgreSQL's `to_char` for times, longest first where one begins another. */
const patterns =
  /"((?:[^"\\]|\\.)*)"?|(FM|fm|TM|tm|FX|fx)|(HH24|HH12|HH|MI|SSSSS|SSSS|SS|MS|US|FF[1-6]|A\.M\.|P\.M\.|a\.m\.|p\.m\.|AM|PM|am|pm|Y,YYY|YYYY|YYY|YY|Y|IYYY|IYY|IY|IDDD|ID|IW|I|B\.C\.|A\.D\.|b\.c\.|a\.d\.|BC|AD|bc|ad|MONTH|Month|month|MON|Mon|mon|MM|DAY|Day|day|DY|Dy|dy|DDD|DD|D|WW|W|CC|J|Q|RM|rm|TZH|TZM|TZ|tz|OF)(TH|th)?|\\(.)|([\s\S])/gi;

/** PostgreSQL's `to_char` of a time in UTC, given in milliseconds since the Unix epoch. */
export function timeToChar(milliseconds: number, format: string): string {
  const date = new Date(milliseconds);
  let fills = true;
  return format.replace(patterns, (_whole, quoted, modifier, pattern, ordinal, escaped, other) => {
    if (quoted !== undefined) return String(quoted).replace(/\\(.)/g, '$1');
    if (modifier !== undefined) {
      fills = false;
      return '';
    }
    if (pattern === undefined) return escaped ?? other;
    const filled = fills;
    fills = true;
    const text = partOf(date, pattern, filled);
    return ordinal === undefined ? text : text + ordinalOf(text, ordinal);
  });
}

function partOf(date: Date, pattern: string, fills: boolean): string {
  const number = (value: number, width: number): string => String(value).padStart(fills ? width : 1, '0');
  const named = (name: string, style: string, width: number): string => cased(name, style).padEnd(fills ? width : 0);
  const hours = date.getUTCHours();
  const week = isoWeek(date);
  switch (pattern.toUpperCase()) {
    case 'HH24':
      return number(hours, 2);
    case 'HH':
    case 'HH12':
      return number(hours % 12 === 0 ? 12 : hours % 12, 2);
    case 'MI':
      return number(date.getUTCMinutes(), 2);
    case 'SS':
      return number(date.getUTCSeconds(), 2);
    case 'SSSS':
    case 'SSSSS':
      return String(hours * 3600 + date.getUTCMinutes() * 60 + date.getUTCSeconds());
    case 'MS':
      return number(date.getUTCMilliseconds(), 3);
    case 'US':
      return number(date.getUTCMilliseconds() * 1000, 6);
    case 'AM':
    case 'PM':
      return cased(hours < 12 ? 'AM' : 'PM', pattern);
    case 'A.M.':
    case 'P.M.':
      return cased(hours < 12 ? 'A.M.' : 'P.M.', pattern);
    case 'IW':
      return number(week.week, 2);
    case 'ID':
      return String(date.getUTCDay() === 0 ? 7 : date.getUTCDay());
    case 'IDDD':
      return number((week.week - 1) * 7 + (date.getUTCDay() === 0 ? 7 : date.getUTCDay()), 3);
    case 'BC':
    case 'AD':
      return cased('AD', pattern);
    case 'B.C.':
    case 'A.D.':
      return cased('A.D.', pattern);
    case 'MONTH':
      return named(months[date.getUTCMonth()] ?? '', pattern, 9);
    case 'MON':
      return cased((months[date.getUTCMonth()] ?? '').slice(0, 3), pattern);
    case 'MM':
      return number(date.getUTCMonth() + 1, 2);
    case 'DAY':
      return named(days[date.getUTCDay()] ?? '', pattern, 9);
    case 'DY':
      return cased((days[date.getUTCDay()] ?? '').slice(0, 3), pattern);
    default:
      return yearPart(date, pattern, fills) ?? calendarPart(date, pattern, fills);
  }
}

function yearPart(date: Date, pattern: string, fills: boolean): string | undefined {
  const year = date.getUTCFullYear();
  switch (pattern.toUpperCase()) {
    case 'YYYY':
    case 'YYY':
    case 'YY':
    case 'Y':
      return lastDigits(year, pattern.length, fills);
    case 'Y,YYY':
      return `${Math.floor(year / 1000)},${String(year % 1000).padStart(3, '0')}`;
    case 'IYYY':
    case 'IYY':
    case 'IY':
    case 'I':
      return lastDigits(isoWeek(date).year, pattern.length, fills);
    default:
      return undefined;
  }
}

function calendarPart(date: Date, pattern: string, fills: boolean): string {
  const number = (value: number, width: number): string => String(value).padStart(fills ? width : 1, '0');
  const ofYear = Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / dayLength) + 1;
  switch (pattern.toUpperCase()) {
    case 'DDD':
      return number(ofYear, 3);
    case 'DD':
      return number(date.getUTCDate(), 2);
    case 'D':
      return String(date.getUTCDay() + 1);
    case 'WW':
      return number(Math.ceil(ofYear / 7), 2);
    case 'W':
      return String(Math.ceil(date.getUTCDate() / 7));
    case 'CC':
      return number(Math.ceil(date.getUTCFullYear() / 100), 2);
    case 'J':
      return String(Math.floor(date.getTime() / dayLength) + 2_440_588);
    case 'Q':
      return String(Math.floor(date.getUTCMonth() / 3) + 1);
    case 'RM':
      return cased(roman[date.getUTCMonth()] ?? '', pattern).padEnd(fills ? 4 : 0);
    case 'TZ':
      return cased('UTC', pattern);
    case 'TZH':
    case 'OF':
      return '+00';
    case 'TZM':
      return '00';
    default:
      // FF1 to FF6: decimals of the second.
      return String(date.getUTCMilliseconds())
        .padStart(3, '0')
        .padEnd(6, '0')
        .slice(0, Number(pattern.slice(2)));
  }
}

/** `MONTH`, `Month` and `month` ask for the name in this way. */
function cased(name: string, style: string): string {
  if (style === style.toUpperCase()) return name.toUpperCase();
  return style === style.toLowerCase() ? name.toLowerCase() : name;
}

function lastDigits(year: number, width: number, fills: boolean): string {
  const text = width >= 4 ? String(year).padStart(4, '0') : String(year % 10 ** width).padStart(width, '0');
  return fills ? text : String(Number(text));
}

function isoWeek(date: Date): { readonly year: number; readonly week: number } {
  const weekday = date.getUTCDay() === 0 ? 7 : date.getUTCDay();
  const thursday = new Date(date.getTime() + (4 - weekday) * dayLength);
  const year = thursday.getUTCFullYear();
  return { year, week: Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / dayLength / 7) + 1 };
}

function ordinalOf(text: string, style: string): string {
  const last = Number(text.at(-1));
  const isTeen = text.at(-2) === '1';
  const suffix = isTeen || last > 3 || last === 0 ? 'th' : (['st', 'nd', 'rd'][last - 1] ?? 'th');
  return style === 'TH' ? suffix.toUpperCase() : suffix;
}

/**
 * PostgreSQL's `to_char` of a number, for formats of `9`, `0`, `.`, `,`, `D`, `G`, `S` and `FM`; undefined for others.
 */
export function numberToChar(value: number | bigint, format: string): string | undefined {
  const fills = !/^FM/i.test(format);
  const pattern = fills ? format : format.slice(2);
  // What has no letter of a pattern stands for itself.
  if (!/[90.,BCDEFGLMPRSTV]/i.test(format)) return format;
  if (!/^S?[90,G]*(?:[.D][90]*)?S?$/i.test(pattern)) return undefined;
  const [whole = '', decimals = ''] = pattern.replace(/S/gi, '').split(/[.D]/i);
  const negative = value < 0;
  const fixed =
    typeof value === 'bigint' ? String(negative ? -value : value) : Math.abs(value).toFixed(decimals.length);
  const [digits = '', fraction = ''] = fixed.split('.');
  const places = [...whole].filter((each) => each === '9' || each === '0');
  const firstZero = places.indexOf('0');
  const overflows = digits.length > places.length;
  const kept = overflows ? digits.slice(-places.length) : digits;
  const shown = digits === '0' && firstZero < 0 && decimals !== '' ? '' : kept;
  const filled = shown.padStart(firstZero < 0 ? 0 : places.length - firstZero, '0').padStart(places.length, ' ');
  let at = 0;
  let text = '';
  for (const place of whole) text += place === '9' || place === '0' ? filled[at++] : text.trim() === '' ? ' ' : ',';
  const isSigned = /S/i.test(pattern);
  const sign = negative ? '-' : isSigned ? '+' : ' ';
  const number = /S$/i.test(pattern) ? `${text}` : text.replace(/^( *)/, (blanks) => `${blanks}${sign}`);
  const ending = decimals === '' ? '' : `.${fraction.padEnd(decimals.length, '0')}`;
  const result = `${number}${ending}${/S$/i.test(pattern) ? sign : ''}`;
  const written = overflows ? result.replace(/[0-9]/g, '#') : result;
  return fills ? written : written.trim();
}
