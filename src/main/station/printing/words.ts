import {
  type Currency,
  currencyExponent,
  decimalText,
  type Minor,
} from '../../../contract/money.ts'
import type { Language } from '../../../contract/screen/state.ts'

/** Words of the station's own papers. */
const EN = {
  receipt: 'Gift card redemption',
  copy: 'COPY',
  training: 'TRAINING: NOTHING WAS PAID',
  undone: 'UNDONE: the value is on the card',
  till: 'Till',
  tillReceipt: 'Receipt',
  clerk: 'Cashier',
  taken: 'Paid by gift card',
  collect: 'To pay otherwise',
  card: 'Card',
  left: 'Left on the card',
  reference: 'Reference',
  keep: 'Please keep the card.',
  xReport: 'X report (so far)',
  zReport: 'Z report no.',
  device: 'Station',
  opened: 'Opened',
  closed: 'Closed',
  made: 'Made',
  redeemed: 'Redeemed',
  voided: 'Undone',
  refunded: 'Refunded',
  net: 'Net',
  nobody: 'Nobody in particular',
  refused: 'Refused',
  copies: 'Receipts printed again',
  open: 'Not final yet',
}
export type PaperWords = Readonly<Record<keyof typeof EN, string>>

const FR: PaperWords = {
  receipt: 'Paiement par carte cadeau',
  copy: 'COPIE',
  training: 'FORMATION : RIEN N’A ÉTÉ PAYÉ',
  undone: 'ANNULÉ : la valeur est sur la carte',
  till: 'Caisse',
  tillReceipt: 'Ticket',
  clerk: 'Vendeur',
  taken: 'Payé par carte cadeau',
  collect: 'Reste à payer autrement',
  card: 'Carte',
  left: 'Reste sur la carte',
  reference: 'Référence',
  keep: 'Veuillez conserver la carte.',
  xReport: 'Rapport X (à cette heure)',
  zReport: 'Rapport Z n°',
  device: 'Station',
  opened: 'Ouvert',
  closed: 'Clos',
  made: 'Établi',
  redeemed: 'Utilisé',
  voided: 'Annulé',
  refunded: 'Remboursé',
  net: 'Net',
  nobody: 'Sans nom',
  refused: 'Refusé',
  copies: 'Tickets réimprimés',
  open: 'Pas encore définitif',
}

export const PAPER_WORDS: Readonly<Record<Language, PaperWords>> = { en: EN, fr: FR }

/** An amount as people of this language write it, with plain spaces: printers know no others. */
export function amountText(amountMinor: Minor, currency: Currency, language: Language): string {
  const digits = currencyExponent(currency)
  const format = new Intl.NumberFormat(language, {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
  // Exact: the formatter takes the digits as they are.
  return plainSpaces(format.format(decimalText(amountMinor, currency) as `${number}`))
}

/** Date and time in the location's zone. */
export function timeText(timeMs: number, language: Language, timeZone: string): string {
  const format = new Intl.DateTimeFormat(language, {
    dateStyle: 'short',
    timeStyle: 'short',
    timeZone,
  })
  return plainSpaces(format.format(timeMs))
}

function plainSpaces(text: string): string {
  return text.replaceAll(/[\u00a0\u2009\u202f]/g, ' ')
}
