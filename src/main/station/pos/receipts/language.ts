import {
  bytesOf,
  type CommandLengthReader,
  createLengthReader,
  type LengthTable,
} from './command-length.ts'

/** A printer language as data: which bytes begin commands and how long these are. */
export interface LanguageTables {
  readonly lengths: LengthTable
  /** Single bytes that the reader is told of. Other bytes below 20 are skipped. */
  readonly controls: readonly number[]
  /** Single bytes of other languages: skipped and counted as unknown. */
  readonly strays?: readonly number[]
  /** Beginnings of commands whose payload is kept: what a scanner would read. */
  readonly codes: readonly string[]
  /** A mode of its own for pictures, between two commands; text is not printed in it. */
  readonly raster?: {
    readonly enter: string
    readonly leave: string
    readonly lengths: LengthTable
    readonly controls?: readonly number[]
  }
}

/** A printer language made ready for the splitter. */
export interface Language {
  readonly plain: Mode
  readonly raster:
    | (Mode & { readonly enter: readonly number[]; readonly leave: readonly number[] })
    | null
  readonly codes: readonly (readonly number[])[]
}

export interface Mode {
  /** By byte: what it is where no command is open. */
  readonly kinds: Uint8Array
  readonly lengthOf: CommandLengthReader
}

export const SKIPPED = 0
export const TEXT = 1
export const CONTROL = 2
export const PREFIX = 3
export const STRAY = 4

/** Prepares a language once. */
export function prepareLanguage(tables: LanguageTables): Language {
  const { raster } = tables
  return {
    plain: modeOf(tables.lengths, tables.controls, tables.strays ?? [], TEXT),
    raster: raster
      ? {
          ...modeOf(raster.lengths, raster.controls ?? [], [], SKIPPED),
          enter: bytesOf(raster.enter),
          leave: bytesOf(raster.leave),
        }
      : null,
    codes: tables.codes.map(bytesOf),
  }
}

function modeOf(
  lengths: LengthTable,
  controls: readonly number[],
  strays: readonly number[],
  printable: number,
): Mode {
  const kinds = new Uint8Array(256).fill(printable, 0x20)
  for (const byte of strays) kinds[byte] = STRAY
  for (const byte of controls) kinds[byte] = CONTROL
  for (const key of Object.keys(lengths)) kinds[bytesOf(key)[0] ?? 0] = PREFIX
  return { kinds, lengthOf: createLengthReader(lengths) }
}

/** True when the bytes begin with all of these. */
export function beginsWith(bytes: readonly number[], beginning: readonly number[]): boolean {
  return beginning.every((byte, index) => bytes[index] === byte)
}
