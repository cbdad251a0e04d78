import { maskNumbers } from '../../masking.ts'
import type { TenderName } from './journal.ts'
import { NAME_CHARS_MAX, TENDER_NAMES_MAX } from './limits.ts'
import type { XmlElement } from './xml-select.ts'

/** Members of a tender that say something else than what it is. */
const NO_NAME =
  /(?:flag|sequence|sequencenumber|amount|currency|date|time|datetime|status|action|entrymethod|location|rounding|quantity|percent)$|^(?:typecode|type|index|version|reference)|authori[sz]|account|cardnumber|serial|approv|operator|session|terminal|transaction|autoreconcile|expiration|voucher?number|track|pin|token|balance/i
/** Members of a tender's parts that name it. */
const NAMES_IT =
  /(?:description|desc|name|type|typeid|media|mediamember|tenderid|tendercode|tendersubcode|tendertype|subtype|category|kind|label)$/i
const LEAF_NAMES =
  /(?:id|type|code|name|description|desc|text|media|mediamember|category|kind|label|number|method|reason)$/i
/** Parts that stand for a means of payment by their own name. */
const INSTRUMENT =
  /^(?:gift|stored|voucher|credit|debit|check|cheque|coupon|cash$|travel|manufacturer|loyalty|points|mobile|wallet|foodstamp|ebt)/i

/**
 * All names that a tender element carries, whatever dialect it is of: its attributes, the texts of
 * its parts, theirs, and parts that are called after what they are. Numbers of cards are masked.
 */
export function namesOfTender(tender: XmlElement): TenderName[] {
  const found: TenderName[] = []
  const add = (field: string, value: string): void => {
    const own = value.trim()
    if (own === '' || own.length > NAME_CHARS_MAX || found.length >= TENDER_NAMES_MAX) return
    const text = maskNumbers(own, true)
    found.push({ field, value: text })
  }
  for (const [name, value] of tender.attributes) if (!NO_NAME.test(name)) add(`@${name}`, value)
  for (const part of tender.children) addPart(part, part.name, add, 1)
  return found
}

function addPart(
  part: XmlElement,
  path: string,
  add: (field: string, value: string) => void,
  depth: number,
): void {
  if (NO_NAME.test(part.name) || /^TenderChange$/i.test(part.name)) return
  const isLeaf = part.children.length === 0
  if (isLeaf && (depth === 1 ? LEAF_NAMES : NAMES_IT).test(part.name)) add(path, part.text)
  for (const [name, value] of part.attributes)
    if (NAMES_IT.test(name) && value !== 'TenderID') add(`${path}@${name}`, value)
  if (INSTRUMENT.test(part.name)) add(path, part.name)
  if (depth < 3)
    for (const inner of part.children) addPart(inner, `${path}/${inner.name}`, add, depth + 1)
}

/** The best label: what a format prefers, else the first name with letters, else any. */
export function labelOf(names: readonly TenderName[], best: string | null): string {
  const preferred = best && maskNumbers(best, true)
  if (preferred !== null && /\p{L}/u.test(preferred)) return preferred
  const worded = names.find(({ value }) => /\p{L}/u.test(value))
  return worded?.value ?? preferred ?? names[0]?.value ?? 'Tender'
}
