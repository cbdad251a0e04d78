/**
 * Which code page `ESC t n` means, by the family of the printer. Names are iconv-lite's or
 * those of {@link OWN_PAGES}: `katakana` is JIS X 0201. Sources: the makers' command references.
 */
export const CODE_PAGES: Readonly<Record<CodePageFamily, Readonly<Record<number, string>>>> = {
  epson: {
    ...{ 0: 'cp437', 1: 'katakana', 2: 'cp850', 3: 'cp860', 4: 'cp863', 5: 'cp865' },
    ...{ 13: 'cp857', 14: 'cp737', 15: 'iso88597', 16: 'win1252', 17: 'cp866', 18: 'cp852' },
    ...{ 19: 'cp858', 20: 'cp874', 21: 'cp874', 26: 'cp874', 30: 'tcvn', 31: 'tcvn' },
    ...{ 32: 'cp720', 33: 'cp775', 34: 'cp855', 35: 'cp861', 36: 'cp862', 37: 'cp864' },
    ...{ 38: 'cp869', 39: 'iso88592', 40: 'iso885915', 44: 'cp1125', 45: 'win1250' },
    ...{ 46: 'win1251', 47: 'win1253', 48: 'win1254', 49: 'win1255', 50: 'win1256' },
    ...{ 51: 'win1257', 52: 'win1258', 53: 'rk1048' },
  },
  citizen: {
    ...{ 0: 'cp437', 1: 'katakana', 2: 'cp858', 3: 'cp860', 4: 'cp863', 5: 'cp865' },
    ...{ 6: 'cp852', 7: 'cp866', 8: 'cp857', 16: 'win1252', 17: 'cp866', 18: 'cp852' },
    ...{ 19: 'cp858', 20: 'cp874', 21: 'cp874', 26: 'cp874', 32: 'cp720', 40: 'cp864' },
  },
  xprinter: {
    ...{ 0: 'cp437', 1: 'katakana', 2: 'cp850', 3: 'cp860', 4: 'cp863', 5: 'cp865' },
    ...{ 6: 'iso88591', 7: 'win1253', 8: 'cp862', 16: 'win1252', 17: 'cp866', 18: 'cp852' },
    ...{ 19: 'cp858', 23: 'win1251', 24: 'cp737', 25: 'win1257', 33: 'win1255' },
  },
  bixolon: {
    ...{ 0: 'cp437', 1: 'katakana', 2: 'cp850', 3: 'cp860', 4: 'cp863', 5: 'cp865' },
    ...{ 16: 'win1252', 17: 'cp866', 18: 'cp852', 19: 'cp858', 21: 'cp862', 22: 'cp864' },
    ...{ 23: 'cp874', 24: 'win1253', 25: 'win1254', 26: 'win1257', 28: 'win1251' },
    ...{ 29: 'cp737', 30: 'cp775', 31: 'cp874', 33: 'win1255', 36: 'cp855', 37: 'cp857' },
    ...{ 38: 'iso88597', 40: 'win1256', 41: 'win1258', 47: 'win1250', 49: 'tcvn' },
  },
  'pos-5890': {
    ...{ 0: 'cp437', 1: 'katakana', 2: 'cp850', 3: 'cp860', 4: 'cp863', 5: 'cp865' },
    ...{ 6: 'iso88591', 7: 'win1253', 8: 'cp862', 16: 'win1252', 17: 'cp866', 18: 'cp852' },
    ...{ 19: 'cp858', 23: 'win1251', 24: 'cp737', 25: 'win1257', 27: 'win1258', 28: 'cp864' },
    ...{ 32: 'win1255', 56: 'cp861', 60: 'cp855', 61: 'cp857', 65: 'cp869', 70: 'win1250' },
    ...{ 89: 'win1254', 90: 'win1256', 91: 'cp720', 93: 'cp775' },
  },
  bematech: {
    ...{ 2: 'cp850', 3: 'cp437', 4: 'cp860', 5: 'cp858', 6: 'cp866', 7: 'cp864', 8: 'utf8' },
    ...{ 9: 'big5', 10: 'shiftjis', 11: 'shiftjis', 12: 'gb18030' },
  },
  elgin: { 0: 'cp437', 1: 'win1252', 2: 'cp850', 3: 'cp437', 4: 'cp860', 5: 'cp858' },
  daruma: { 1: 'iso88591', 2: 'cp850', 3: 'win1252', 4: 'cp437' },
  brother: { 0: 'cp437', 1: 'win1250', 2: 'win1252', 4: 'shiftjis' },
}

/** The families of printers that number their code pages in a way of their own. */
export const CODE_PAGE_FAMILIES = [
  'epson',
  'citizen',
  'xprinter',
  'bixolon',
  'pos-5890',
  'bematech',
  'elgin',
  'daruma',
  'brother',
] as const
export type CodePageFamily = (typeof CODE_PAGE_FAMILIES)[number]

/** What `ESC GS t n` means on Star's printers. */
export const STAR_PAGES: Readonly<Record<number, string>> = {
  ...{
    0: 'star-standard',
    1: 'cp437',
    2: 'katakana',
    3: 'cp437',
    4: 'cp858',
    5: 'cp852',
    6: 'cp860',
  },
  ...{ 7: 'cp861', 8: 'cp863', 9: 'cp865', 10: 'cp866', 11: 'cp855', 12: 'cp857', 13: 'cp862' },
  ...{ 14: 'cp864', 15: 'cp737', 17: 'cp869', 18: 'iso88597', 21: 'cp874', 32: 'win1252' },
  ...{ 33: 'win1250', 34: 'win1251', 96: 'cp874', 97: 'cp874', 98: 'cp874', 102: 'cp874' },
}

/** The twelve places of ASCII that `ESC R n` gives to a country, in this order. */
export const INTERNATIONAL_PLACES = '#$@[\\]^`{|}~'

/** What stands in those places, by n. 0 and what is missing here is ASCII. */
export const INTERNATIONAL_SETS: Readonly<Record<number, string>> = {
  1: '#$à°ç§^`éùè¨',
  2: '#$§ÄÖÜ^`äöüß',
  3: '£$@[\\]^`{|}~',
  4: '#$@ÆØÅ^`æøå~',
  5: '#¤ÉÄÖÅÜéäöåü',
  6: '#$@°\\é^ùàòèì',
  7: '₧$@¡Ñ¿^`¨ñ}~',
  8: '#$@[¥]^`{|}~',
  9: '#¤ÉÆØÅÜéæøåü',
  10: '#$ÉÆØÅÜéæøåü',
  11: '#$á¡Ñ¿é`íñóú',
  12: '#$á¡Ñ¿éüíñóú',
  13: '#$@[₩]^`{|}~',
  14: '#$ŽŠĐĆČžšđćč',
  15: '#¥@[\\]^`{|}~',
  16: '#₫@[\\]^`{|}~',
}

/** The upper half of Star's page 0 from 80. */
const STAR_STANDARD_UPPER =
  ' ▒▒▒▒▒▒▒▒▒▒▒├▒▒▒▒▒▘▗▖▝╱╲◥◤┌┴┬┤♦╳' +
  'ÄÖÜß§ªº\ufffd¢½\ufffd\ufffd¥¼Āëéèēêïíìīîöóòōôüú' +
  'ūùûç¿\ufffd\ufffdĒↄ¡ÅøØäáàāâ°℃℉ΩµΣσ\ufffd\ufffdχ∞±÷π' +
  '▌▄▀▐┼┘└┐█▒⏊←↑→↓╭⏉▒\ufffd▁▍\ufffd▒▚▞◢◣▒⏸╰╯╮'

/** The upper half of the `katakana` page from 80: rules, half-width katakana, signs. */
const KATAKANA_UPPER =
  '▁▂▃▄▅▆▇█▏▎▍▌▋▊▉┼┴┬┤├▔─│▕┌┐└┘╭╮╰╯' +
  ` ${String.fromCharCode(...Array.from({ length: 63 }, (_, index) => 0xff61 + index))}` +
  '═╞╪╡◢◣◥◤♠♥♦♣●○╱╲╳円年月日時分秒〒市区町村人▒ '

/** Single-byte pages that iconv-lite does not have: ASCII below 80 and this above. */
export const OWN_PAGES: Readonly<Record<string, string>> = {
  katakana: KATAKANA_UPPER,
  'star-standard': STAR_STANDARD_UPPER,
}
