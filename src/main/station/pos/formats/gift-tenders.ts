import { createLabelReader } from '../receipts/labels.ts'
import { defaultProfile } from '../receipts/profile.ts'
import { compact, literal, normalise } from '../receipts/words.ts'
import type { JournalFormat } from './format.ts'
import type { TenderName } from './journal.ts'
import { nameFits, withoutPrefix } from './xml-select.ts'

/** The name by which a tender is a gift card. */
export interface GiftName extends TenderName {
  /** It was asked for by its value alone: the label is that value. */
  readonly isAsked: boolean
}

/** Null for a tender that is none. */
export type GiftMatch = (names: readonly TenderName[]) => GiftName | null

/** Prepares what a format takes for gift cards. Values are compared without case and prefixes. */
export function createGiftMatch(format: JournalFormat): GiftMatch {
  const pairs = format.gift.map(({ field, values }) => ({
    field,
    values: new Set(values.map(plain)),
  }))
  const isPaired = ({ field, value }: TenderName): boolean => {
    const own = [plain(value), plain(withoutPrefix(value))]
    return pairs.some(
      (pair) =>
        own.some((text) => pair.values.has(text)) &&
        (pair.field === null || fieldFits(field, pair.field)),
    )
  }
  return (names) => {
    const own = names.find(isPaired)
    if (own) return { ...own, isAsked: !format.giftWords }
    const worded = format.giftWords ? names.find(({ value }) => isGiftWord(value)) : undefined
    return worded ? { ...worded, isAsked: false } : null
  }
}

/** `TenderType` is the field `@TenderType`, and `Description` that of `ReasonCode@Description`. */
function fieldFits(own: string, asked: string): boolean {
  const bare = asked.replace(/^@/, '')
  return (
    nameFits(own, asked) || own.split(/[/@]/).some((part) => part !== '' && nameFits(part, bare))
  )
}

function plain(text: string): string {
  return text.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toUpperCase()
}

let giftWords: GiftWords | null = null

interface GiftWords {
  readonly whole: ReadonlySet<string>
  readonly inside: RegExp
  readonly isDisqualified: (name: string) => boolean
}

/**
 * The receipt reader's words for a gift card: as the whole name, or as words of it. The activation
 * of a card, or its balance, is none here either.
 */
function isGiftWord(value: string): boolean {
  giftWords ??= readGiftWords()
  const name = withoutPrefix(value)
  if (giftWords.whole.has(compact(name))) return true
  return giftWords.inside.test(normalise(name)) && !giftWords.isDisqualified(name)
}

/** Shorter words stand in names of other things, too: CUPOM is any voucher. */
const CLEAR_LETTERS = 8

function readGiftWords(): GiftWords {
  const profile = defaultProfile()
  const { labels } = profile
  const clear = labels.map(normalise).filter((label) => label.length >= CLEAR_LETTERS)
  const words = clear.map(literal).join('|')
  return {
    whole: new Set(labels.map(compact)),
    isDisqualified: createLabelReader(profile).isDisqualified,
    inside: new RegExp(`(?<![\\p{L}\\p{N}])(?:${words})(?![\\p{L}\\p{N}])`, 'u'),
  }
}
