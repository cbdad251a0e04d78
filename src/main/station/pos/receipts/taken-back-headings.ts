import type { ReceiptProfile } from './profile.ts'
import { undecorated } from './words.ts'

/** What a row says of the whole sale: that it was voided, or that goods or money came back. */
export type Heading = 'void' | 'refund'

/**
 * Prepares a profile's words once: what a row says that holds a word for a sale or its paper and one
 * that takes back, in any order, with its number or not: `VOIDED TRANSACTION 1234`, `VENTE ANNULÉE`,
 * `STORNO-BELEG`. Takes rows without their decoration. Null when anything else stands there: shops say
 * a lot about returns.
 */
export function createHeadingReader(profile: ReceiptProfile): (text: string) => Heading | null {
  const documents = single(profile.documents)
  const kinds = new Map<string, Heading>([
    ...[...single(profile.voidWords)]
      .filter((word) => !CORRECTED.test(word))
      .map((word) => [word, 'void'] as const),
    ...[...single(profile.refundWords)].map((word) => [word, 'refund'] as const),
  ])
  /** `STORNOBON`, `RETOURENBELEG`, `BONSTORNO`. */
  const compound = (word: string): Heading | undefined => {
    for (const document of documents) {
      const before = word.endsWith(document) ? withoutJoint(word.slice(0, -document.length)) : ''
      const after = word.startsWith(document) ? word.slice(document.length) : ''
      const kind = kinds.get(before) ?? kinds.get(after)
      if (kind !== undefined) return kind
    }
    return undefined
  }
  return (text) => {
    if (text.length > HEADING_LENGTH_MAX || GOODS.test(text)) return null
    const words = text
      .replaceAll(NUMBERED, ' ')
      .split(' ')
      .filter((word) => word !== '' && !JOINTS.test(word))
    const rest = words.filter((word) => !documents.has(word))
    const plain = rest.map((word) => kinds.get(word))
    const said = plain.map((kind, index) => kind ?? compound(rest[index] ?? ''))
    const isNamed = rest.length < words.length || plain.includes(undefined)
    if (said.length === 0 || said.includes(undefined) || !isNamed) return null
    return said.includes('refund') ? 'refund' : 'void'
  }
}

/** As wide as the widest receipts print a heading. */
const HEADING_LENGTH_MAX = 64
/** `NO 1234`, `N° 12`; a mere `NO` says the opposite: `NO REFUND OF GOODS`. */
const NUMBERED = /(?<!\S)(?:NO|NR|NUM|N)?°? ?\d+(?!\S)/g
/** What joins the words of such a heading. */
const JOINTS =
  /^(?:OF|THE|DE|DU|DES|LA|LE|DER|VON|ZU|ZUM|ZUR|VOM|DEL|DI|DELLO|DELLA|VAN|DO|DA|PER)$/
/** A receipt that was put right is a sale still. */
const CORRECTED = /^[CK]ORRE/
/** A journey there and back that was sold. */
const GOODS = /^(?:RETURN|RETOUR) TICKET|^TICKET (?:RETURN|RETOUR)$/

function single(words: readonly string[]): ReadonlySet<string> {
  return new Set(words.map(undecorated).filter((word) => word !== '' && !word.includes(' ')))
}

/** `RETOUREN|BELEG`, `ERSTATTUNGS|BELEG`. */
function withoutJoint(word: string): string {
  return word.replace(/(?<=E)N$|(?<=[GT])S$/, '')
}
