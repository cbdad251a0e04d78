/** What a swipe held, track by track. */
export interface Swipe {
  /** The tracks as a keyboard swipe types them: `%B…?;…?`, an unreadable one as `%E?`. */
  readonly text: string
  /** No track could be read: the card was swiped askew, or it has no stripe. */
  readonly isUnreadable: boolean
}

/** The single input report of a MagTek swipe in HID mode. */
export const SWIPE_REPORT_BYTES = 337

const LENGTHS_AT = 3
const TRACKS_AT = 7
const TRACK_BYTES = 110
const SENTINELS = ['%', ';', '+'] as const

/**
 * Reads the report of a MagTek USB swipe (page FF00): decode status and length of each of three
 * tracks, then 110 bytes for each, of which those past the length mean nothing. Undefined when it is
 * another report. Pure.
 */
export function readSwipe(report: Uint8Array): Swipe | undefined {
  if (report.length !== SWIPE_REPORT_BYTES) return undefined
  const tracks = SENTINELS.map((sentinel, track) => readTrack(report, track, sentinel))
  const text = tracks.join('')
  const isUnreadable = tracks.every((track) => track === '' || track.slice(1) === 'E?')
  return { text: text === '' ? '%E?' : text, isUnreadable }
}

function readTrack(report: Uint8Array, track: number, sentinel: string): string {
  const isBroken = ((report[track] ?? 0) & 1) === 1
  if (isBroken) return `${sentinel}E?`
  const length = Math.min(report[LENGTHS_AT + track] ?? 0, TRACK_BYTES)
  const from = TRACKS_AT + track * TRACK_BYTES
  const bytes = report.subarray(from, from + length)
  if (bytes.some((byte) => byte < 0x20 || byte > 0x7e)) return `${sentinel}E?`
  return String.fromCharCode(...bytes)
}
