import type { Symbology } from '../../../contract/screen/scanners.ts'

/** What an AIM identifier (ISO/IEC 15424) says about the code that it stands in front of. */
export interface CodeKind {
  readonly symbology: Symbology
  /** The data are GS1 element strings. */
  readonly isGs1: boolean
}

/**
 * The kind of code that `]cm` names; undefined when it is no AIM identifier that we know. Zebra's own
 * identifiers (`]X…`) are known as well.
 */
export function readAim(text: string): CodeKind | undefined {
  const match = /^\]([A-Za-z])([0-9A-Za-z])/.exec(text)
  if (match?.[1] === undefined || match[2] === undefined) return undefined
  const symbology = match[1] === 'X' ? ZEBRA.get(match[2]) : symbologyOf(match[1], match[2])
  return symbology && { symbology, isGs1: GS1.has(match[1] + match[2]) }
}

/** The kind of code by Honeywell's letter for it, which others use too. Null when it is none. */
export function makerSymbology(code: number): Symbology | null {
  return HONEYWELL.get(String.fromCharCode(code)) ?? null
}

function symbologyOf(letter: string, modifier: string): Symbology | undefined {
  return BY_MODIFIER.get(letter + modifier) ?? BY_LETTER.get(letter)
}

const BY_LETTER: ReadonlyMap<string, Symbology> = new Map([
  ['A', 'code-39'],
  ['C', 'code-128'],
  ['d', 'data-matrix'],
  ['E', 'ean-13'],
  ['e', 'databar'],
  ['F', 'codabar'],
  ['G', 'code-93'],
  ['H', 'code-11'],
  ['I', 'itf'],
  ['J', 'dotcode'],
  ['L', 'pdf417'],
  ['M', 'msi'],
  ['P', 'plessey'],
  ['Q', 'qr'],
  ['U', 'maxicode'],
  ['z', 'aztec'],
])

const BY_MODIFIER: ReadonlyMap<string, Symbology> = new Map([
  ['C1', 'gs1-128'],
  ['C2', 'gs1-128'],
  ['E4', 'ean-8'],
  ['e1', 'composite'],
  ['e2', 'composite'],
  ['e3', 'composite'],
])

const GS1: ReadonlySet<string> = new Set([
  ...['C1', 'C2', 'd2', 'e0', 'e1', 'e2', 'J1', 'Q3', 'Q4', 'z1', 'z2'],
])

const ZEBRA: ReadonlyMap<string, Symbology> = new Map([
  ['0', 'ean-13'],
  ['9', 'ean-13'],
  ['C', 'ean-8'],
  ['g', 'upc-a'],
  ['k', 'upc-e'],
  ['V', 'pdf417'],
])

/** Honeywell's code ids: byte 61 of a HID report, and a prefix that its scanners can send. */
const HONEYWELL: ReadonlyMap<string, Symbology> = new Map([
  ['j', 'code-128'],
  ['I', 'gs1-128'],
  ['|', 'gs1-128'],
  ['d', 'ean-13'],
  ['D', 'ean-8'],
  ['c', 'upc-a'],
  ['E', 'upc-e'],
  ['b', 'code-39'],
  ['i', 'code-93'],
  ['a', 'codabar'],
  ['e', 'itf'],
  ['g', 'msi'],
  ['h', 'code-11'],
  ['r', 'pdf417'],
  ['s', 'qr'],
  ['w', 'data-matrix'],
  ['z', 'aztec'],
  ['x', 'maxicode'],
  ['y', 'databar'],
  ['{', 'databar'],
  ['}', 'databar'],
])
