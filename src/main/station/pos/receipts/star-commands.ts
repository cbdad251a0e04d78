import { each, type LengthRule, type LengthTable } from './command-length.ts'

const TO_NUL: LengthRule = { kind: 'until', end: 0x00, from: 3 }

/**
 * Commands of Star's line mode and of StarPRNT, which have the same ones but for their pictures.
 * Source: Star's command specifications.
 */
export const STAR_LENGTHS: LengthTable = {
  ...each('1B', '0C 0E 14 30 31 32 34 35 3A 40 45 46 4D 4F 50 67 70 71', 2),
  ...each('1B', '20 24 25 2D 2F 33 3D 41 43 49 4A 4E 51 52 55 57 5F 61 64 68 6C 78 79 7A', 3),
  ...each('1B', '69 73 74', 4),
  '1B0601': 3,
  '1B07': 4,
  '1B1C70': 5,
  '1B1C71': { kind: 'blocks', base: 4, of: 'logos' },
  '1B23': TO_NUL,
  '1B263030': 41,
  '1B263031': 53,
  '1B263131': 53,
  '1B260101': 53,
  '1B3F': 4,
  '1B4300': 4,
  ...each('1B', '42 44', { kind: 'list' }),
  '1B4B': { kind: 'counted', at: 2, size: 2, base: 4 },
  '1B4C': { kind: 'counted', at: 2, size: 2, base: 4 },
  '1B58': { kind: 'counted', at: 2, size: 2, base: 4, scale: 3 },
  '1B62': { kind: 'until', end: 0x1e, from: 6 },
  '1B6B': { kind: 'counted', at: 2, size: 2, base: 4, scale: 24 },
  ...each('1B1D', '19 1A', 7),
  '1B1D03': 6,
  '1B1D07': 6,
  '1B1D23': TO_NUL,
  '1B1D28': { kind: 'counted', at: 4, size: 2, base: 6 },
  '1B1D29': { kind: 'counted', at: 4, size: 2, base: 6 },
  ...each('1B1D', '41 52', 5),
  ...each('1B1D', '61 74', 4),
  '1B1D5030': 4,
  '1B1D5031': 4,
  '1B1D5032': 5,
  '1B1D5033': 12,
  '1B1D5034': 6,
  '1B1D5035': 6,
  ...each('1B1D50', '36 37 38', 4),
  '1B1D63': 5,
  ...each('1B1D', '78 79 7A', 4),
  '1B1D7844': { kind: 'counted', at: 4, size: 2, base: 6 },
  '1B1D785330': 8,
  ...each('1B1D7853', '31 32 33', 6),
  '1B1D794431': { kind: 'counted', at: 6, size: 2, base: 8 },
  '1B1D794432': { kind: 'counted', at: 6, size: 2, base: 8 },
  ...each('1B1D7953', '30 31 32', 6),
  '1B1D53': { kind: 'area', at: 4, size: 2, base: 9, scale: 1 },
  ...each('1B2A72', '41 42 43 52', 4),
  '1B2A72': { kind: 'until', end: 0x00, from: 4 },
  ...each('1B1E', '41 43 45 46 49 4C 52 61 63 64 69 6D 72', 4),
}

/** What stands for commands between `ESC * r A` and `ESC * r B`. */
export const STAR_RASTER_LENGTHS: LengthTable = {
  '62': { kind: 'counted', at: 1, size: 2, base: 3 },
  '6B': { kind: 'counted', at: 1, size: 2, base: 3 },
  '1B0C': 3,
  '1B40': 2,
  '1B64': 3,
  ...each('1B2A72', '41 42 43 52', 4),
  '1B2A72': { kind: 'until', end: 0x00, from: 4 },
}
