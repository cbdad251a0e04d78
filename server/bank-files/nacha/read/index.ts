import type { FileReading } from '../../rail.ts'
import { checkRows } from './check.ts'
import { bytesOf, type Row, rowsOf } from './rows.ts'

/** A NACHA file taken apart; {@link writeNachaFile} puts the same bytes together again. */
export interface NachaFile {
  readonly rows: readonly Row[]
}

/**
 * Reads a NACHA file of any entry class, with line ends of any kind or none: the broken rules, the
 * totals, and what its returns and notices of change say. Never throws. Takes as long as the file is.
 */
export function readNacha(bytes: Uint8Array): FileReading {
  return checkRows(rowsOf(bytes))
}

/** Every record of the file with its fields, right or wrong. */
export function parseNachaFile(bytes: Uint8Array): NachaFile {
  return { rows: [...rowsOf(bytes)] }
}

/** The bytes of a file that was taken apart. */
export function writeNachaFile({ rows }: NachaFile): Iterable<Uint8Array> {
  return bytesOf(rows)
}

/** Whether the bytes begin as such a file does, broken or not. */
export function looksLikeNacha(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.subarray(0, 2_000))
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
  const first = /[^\r\n\s][^\r\n]*/.exec(text)?.[0] ?? ''
  return (
    /^1[01 ][^,;]{38}|^5\d{3}|^6\d{2}|^7\d{2}|^8\d{9}|^9\d{20}/.test(first) && first.length >= 40
  )
}
