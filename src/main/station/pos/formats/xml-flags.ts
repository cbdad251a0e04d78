import type { DecimalAmount } from './decimal-amount.ts'
import { means } from './flag-values.ts'
import type { XmlFormat } from './format.ts'
import type { JournalFlag } from './journal.ts'
import { nameFits, selectElements, selectTexts, type XmlElement } from './xml-select.ts'

/** What a transaction says of itself as a whole. */
export function flagsOf(
  format: XmlFormat,
  element: XmlElement,
  body: XmlElement,
  total: DecimalAmount | null,
): JournalFlag[] {
  const flags = new Set<JournalFlag>()
  for (const flag of ['void', 'suspended', 'training', 'copy'] as const)
    if ([element, body].some((place) => isSet(place, format.flags[flag]))) flags.add(flag)
  for (const [name, flag] of Object.entries(format.recordKinds))
    if (nameFits(element.name, name) || nameFits(body.name, name)) flags.add(flag)
  if (isReturn(format, element, total)) flags.add('return')
  return [...flags]
}

/** One of the flag's fields has one of its values. */
export function isSet(element: XmlElement, flag: XmlFormat['flags']['void']): boolean {
  const texts = flag.from.flatMap((selector) => selectTexts(element, selector))
  return texts.some((text) => means(text, flag.values))
}

/** By its type, a total below zero, or goods that only came back. */
function isReturn(
  { fields }: XmlFormat,
  element: XmlElement,
  total: DecimalAmount | null,
): boolean {
  if (total?.isMinus === true && total.whole + total.decimals !== '0') return true
  const types = fields.type.flatMap((selector) => selectTexts(element, selector))
  if (types.some((type) => /return|refund/i.test(type))) return true
  const has = (selectors: readonly string[]): boolean =>
    selectors.some((selector) => selectElements(element, selector).length > 0)
  return has(fields.returned) && !has(fields.sold)
}
