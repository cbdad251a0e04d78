import { createLabelReader } from '../receipts/labels.ts'
import { defaultProfile } from '../receipts/profile.ts'
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
  const words = format.giftWords ? createLabelReader(defaultProfile()) : null
  return (names) => {
    const own = names.find((name) => format.gift.some((pair) => pairFits(pair, name)))
    if (own) return { ...own, isAsked: !format.giftWords }
    const worded = names.find(({ value }) => words !== null && isWord(words.labelOf, value))
    return worded ? { ...worded, isAsked: false } : null
  }
}

function pairFits({ field, values }: JournalFormat['gift'][number], name: TenderName): boolean {
  if (field !== null && !fieldFits(name.field, field)) return false
  return values.some((value) => sameValue(name.value, value))
}

/** `TenderType` is the field `@TenderType`, and `Description` that of `ReasonCode@Description`. */
function fieldFits(own: string, asked: string): boolean {
  const bare = asked.replace(/^@/, '')
  return (
    nameFits(own, asked) || own.split(/[/@]/).some((part) => part !== '' && nameFits(part, bare))
  )
}

function sameValue(own: string, asked: string): boolean {
  const [left, right] = [plain(own), plain(asked)]
  return left === right || plain(withoutPrefix(own)) === right
}

function plain(text: string): string {
  return text.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toUpperCase()
}

/** `GiftCertificate` in one word, too. */
function isWord(labelOf: (text: string) => string | null, value: string): boolean {
  const bare = withoutPrefix(value)
  return /\p{L}/u.test(bare) && labelOf(bare) !== null
}
