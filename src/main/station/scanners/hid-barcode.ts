import { READING_LENGTH_MAX } from '../../../contract/limits.ts'

/** One whole code of a HID scanner. */
export interface HidBarcode {
  /** `]C0`, as in the reports; empty when the scanner sends none. */
  readonly aim: string
  /** Printable characters and FNC1 (GS) only. */
  readonly data: string
  /** The maker's own letter of the kind of code; 0 when there is none. */
  readonly makerCode: number
  readonly reports: number
}

export interface HidBarcodes {
  /** Takes one input report. Undefined while a code is not whole, and for what is no code. */
  readonly push: (report: Uint8Array, atMs: number) => HidBarcode | undefined
}

/** How long the rest of a code may take; then it was another one that we never saw the end of. */
const REST_WITHIN_MS = 500

const REPORT_ID = 2
const DATA_BYTES_MAX = 56
const MAKER_CODE_AT = 61
const MORE_AT = 63
const BRACKET = 0x5d

/**
 * Puts the reports of a scanner in USB HID POS mode together (usage page 0x8C): report id, number of
 * data bytes, AIM identifier, data, and at the end whether more follows. Some makers put the
 * identifier one byte later. Pure; keeps at most one code of READING_LENGTH_MAX characters.
 */
export function hidBarcodes(): HidBarcodes {
  let begun: { aim: string; data: string; reports: number; atMs: number } | undefined
  return {
    push: (report, atMs) => {
      if (report[0] !== REPORT_ID || report.length < 6) return undefined
      const { aim, data } = readReport(report)
      const before = begun !== undefined && atMs - begun.atMs <= REST_WITHIN_MS ? begun : undefined
      const whole = {
        aim: before?.aim ?? aim,
        data: (before?.data ?? '') + data,
        reports: (before?.reports ?? 0) + 1,
      }
      const more = ((report[MORE_AT] ?? 0) & 1) === 1
      // One character too many is kept, so that the rest of an endless code is dropped with it.
      begun = more
        ? { ...whole, data: whole.data.slice(0, READING_LENGTH_MAX + 1), atMs }
        : undefined
      if (more || whole.data === '' || whole.data.length > READING_LENGTH_MAX) return undefined
      return { ...whole, makerCode: report[MAKER_CODE_AT] ?? 0 }
    },
  }
}

function readReport(report: Uint8Array): { readonly aim: string; readonly data: string } {
  const length = Math.min(report[1] ?? 0, DATA_BYTES_MAX)
  const bracketAt = [2, 3].find((at) => report[at] === BRACKET)
  const dataAt = (bracketAt ?? 2) + 3
  const bytes = report.subarray(dataAt, Math.min(dataAt + length, MAKER_CODE_AT))
  const aim =
    bracketAt === undefined ? '' : String.fromCharCode(...report.subarray(bracketAt, dataAt))
  return { aim: /^\][A-Za-z][0-9A-Za-z]$/.test(aim) ? aim : '', data: printable(bytes) }
}

function printable(bytes: Uint8Array): string {
  const kept = bytes.filter((byte) => (byte >= 0x20 && byte <= 0x7e) || byte === 0x1d)
  return String.fromCharCode(...kept)
}
