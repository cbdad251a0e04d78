import { SWIPE_REPORT_BYTES } from '../../../src/main/station/scanners/magtek.ts'

/** The input reports of one code, up to 55 bytes of data each, as scanners in HID POS mode send them. */
export function barcodeReports(
  aim: string,
  data: string,
  { makerCode = 0x6a, shifted = false } = {},
): Uint8Array[] {
  const pieces = data.match(/.{1,55}/gs) ?? ['']
  return pieces.map((piece, index) => {
    const report = new Uint8Array(64)
    const at = shifted ? 3 : 2
    report.set([2, piece.length])
    report.set(Buffer.from(`${aim}${piece}`, 'latin1'), at)
    report[61] = makerCode
    report[63] = index < pieces.length - 1 ? 1 : 0
    return report
  })
}

/** A swipe's report; null is a track that could not be read. Bytes past a track's end are noise. */
export function swipeReport(tracks: readonly (string | null)[]): Uint8Array {
  const report = new Uint8Array(SWIPE_REPORT_BYTES).fill(0x39)
  for (const [index, track] of tracks.entries()) {
    report[index] = track === null ? 1 : 0
    report[3 + index] = track?.length ?? 0
    report.set(Buffer.from(track ?? '', 'latin1'), 7 + index * 110)
  }
  return report
}
