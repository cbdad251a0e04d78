import {
  CARD_NUMBER_LENGTH,
  CARD_NUMBER_LENGTH_MIN,
  DEFAULT_CARD_PREFIX,
  hasLuhnDigit,
  isBankCard,
  isBankPrefix,
  maskNumber,
} from '../../contract/card-number.ts'

/**
 * A text without card numbers: some tills print them whole, and people type them anywhere. In each
 * run of grouped digits the likeliest card number is masked, then what is left of it and behind it
 * is looked at again; other digits (dates, amounts, receipt numbers) stay. With `namesCard`, on a
 * row that names a gift card, all digits of a card's length are masked. What is written or shown of
 * a paper goes through here first.
 */
export function maskNumbers(text: string, namesCard = false): string {
  return text.replace(RUN, (run, at: number) =>
    maskRun(run, { namesCard, isWord: LETTER.test(text.charAt(at - 1)) }),
  )
}

/**
 * A receipt's number as it may be kept: masked only when it can be nothing but a bank's card, since
 * a long one has a right check digit by chance and people look for it.
 */
export function maskReference(reference: string): string {
  return isBankCard(reference.replace(/\D/g, '')) ? maskNumbers(reference) : reference
}

/** Digits in groups: one or two blanks or dashes between them, or a point between groups of four. */
const RUN = /\d+(?:(?:[ \u00a0\u2007\u202f\u2010-\u2015-]{1,2}|(?<=\d{4})[.·*/](?=\d{4}))\d+)*/g
const LETTER = /\p{L}/u

interface Place {
  readonly namesCard: boolean
  /** A letter stands right in front: part of a code rather than a number. */
  readonly isWord: boolean
}

/** The likeliest numbers of a run that share no digits are masked, in one look at all of them. */
function maskRun(run: string, place: Place): string {
  const groups = [...run.matchAll(/\d+/g)].map((match) => ({
    digits: match[0],
    from: match.index,
    to: match.index + match[0].length,
  }))
  const found = likeliest(windowsOf(groups), groups.length, place)
  if (found.length === 0) return run
  let masked = ''
  let end = 0
  for (const window of found.toSorted((left, right) => left.from - right.from)) {
    masked += run.slice(end, window.from) + maskNumber(window.digits)
    end = window.to
  }
  return masked + run.slice(end)
}

interface Group {
  readonly digits: string
  readonly from: number
  readonly to: number
}

/** Digits of neighbouring groups that are as long as a card's number. */
interface Window extends Group {
  /** The first of its groups, and how many there are. */
  readonly start: number
  readonly count: number
  /** Lengths of the groups, as `4-4-4-4`. */
  readonly layout: string
}

/** Every one, the longest first: a mask that is too long tells nothing, one too short tells digits. */
function windowsOf(groups: readonly Group[]): readonly Window[] {
  return groups
    .flatMap((first, start) => windowsFrom(groups, first, start))
    .toSorted((left, right) => right.digits.length - left.digits.length)
}

function windowsFrom(groups: readonly Group[], first: Group, start: number): Window[] {
  const windows: Window[] = []
  let digits = ''
  let layout = ''
  for (let index = start; index < groups.length; index += 1) {
    const last = groups[index]
    if (last === undefined || digits.length + last.digits.length > CARD_NUMBER_LENGTH) break
    digits += last.digits
    layout += `${index === start ? '' : '-'}${last.digits.length}`
    if (digits.length < CARD_NUMBER_LENGTH_MIN) continue
    const { from } = first
    windows.push({ digits, layout, from, to: last.to, start, count: index - start + 1 })
  }
  return windows
}

/**
 * Surest first: a bank's card, what is printed as a card, then any right check digit, which one in
 * ten has by chance. A number is part of a code only while no card stands between it and the letter.
 */
function likeliest(
  windows: readonly Window[],
  groupCount: number,
  place: Place,
): readonly Window[] {
  const found: Window[] = []
  const isUsed = new Uint8Array(groupCount)
  const take = (isCard: (window: Window) => boolean) => {
    for (const window of windows) {
      const members = isUsed.subarray(window.start, window.start + window.count)
      if (members.includes(1) || !isCard(window)) continue
      members.fill(1)
      found.push(window)
    }
  }
  const looks = (window: Window) => {
    const isWord = place.isWord && !isUsed.subarray(0, window.start).includes(1)
    return looksLikeCard(window, { ...place, isWord })
  }
  take(({ digits }) => isBankCard(digits))
  take(looks)
  take(({ digits }) => hasLuhnDigit(digits))
  take(looks)
  return found
}

/** A number whose check digit is wrong was still a number: a digit misprinted, or lost on the way. */
function looksLikeCard({ digits, layout }: Window, place: Place): boolean {
  if (place.namesCard) return true
  if (place.isWord || digits.length < LOOKS_DIGITS_MIN) return false
  const isKnown = isBankPrefix(digits) || digits.startsWith(DEFAULT_CARD_PREFIX)
  return isKnown && CARD_LAYOUT.test(layout)
}

/** Shorter ones are mostly the codes of goods, which begin like a bank's number, too. */
const LOOKS_DIGITS_MIN = 14
/** In one piece, in fours, or as American Express and Diners print theirs. */
const CARD_LAYOUT = /^(?:\d+|4-4-4-4(?:-3)?|4-6-[45])$/
