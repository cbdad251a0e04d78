/** The account number on one track of a magnetic stripe. */
export interface TrackDigits {
  readonly from: 'track1' | 'track2' | 'track3'
  readonly digits: string
}

/**
 * Finds the tracks of ISO/IEC 7813 in the text of one swipe: `%B…^…^…?`, `;…=…?`, all in one burst
 * or alone, with or without sentinels and with or without the check character that some readers
 * leave behind the end sentinel. Empty when the text is no swipe. What could be a track 3 is listed
 * as well, without its format code: only to recognise a bank's card by it.
 */
export function findTracks(text: string): readonly TrackDigits[] {
  const tracks: TrackDigits[] = []
  const track1 = TRACK_1.exec(text)
  if (track1?.[1] !== undefined) {
    tracks.push({ from: 'track1', digits: track1[1].replace(/ /g, '') })
  }
  const others = [...text.matchAll(TRACK_2)].map((match) => match[1] ?? '')
  if (others[0] !== undefined) tracks.push({ from: 'track2', digits: others[0] })
  const track3 = [...others, TRACK_3_ALONE.exec(text)?.[1] ?? '']
    .filter((digits) => TRACK_3_FORMAT.test(digits))
    .map((digits) => ({ from: 'track3' as const, digits: digits.slice(2) }))
  return [...tracks, ...track3]
}

/** Whether a swipe says that it could read none of its tracks, and says nothing else. Pure. */
export function isUnreadSwipe(text: string): boolean {
  return /^(?:[%;+]E\?)+$/i.test(text)
}

/** Caps Lock on the PC may turn the format code small; some banks print the number in groups. */
const TRACK_1 = /(?:^|%)[A-Za-z](\d(?: ?\d){11,18})\^/

/** `;` or the start, digits, then `=` or the end sentinel; `~` stands between tracks of some makers. */
const TRACK_2 = /(?:^|[;~?])(\d{12,19})(?:=|(?<=;\d+)\?)/g

const TRACK_3_ALONE = /^[;+](\d{14,21})(?:=|\?)/

/** Track 3 of ISO/IEC 4909 has a two-digit format code before the number. */
const TRACK_3_FORMAT = /^(?:0\d|59)/
