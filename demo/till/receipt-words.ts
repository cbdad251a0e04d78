import type { ReceiptLanguage, TenderKind } from './sales.ts'

/** What stands on the paper, by the language of the receipt. */
export interface ReceiptWords {
  readonly till: string
  readonly receipt: string
  readonly slip: string
  readonly total: string
  readonly change: string
  readonly tenders: Readonly<Record<TenderKind, string>>
  readonly duplicate: string
  readonly voidTitle: string
  readonly voidOf: string
  readonly refundTitle: string
  readonly refundOf: string
  readonly thanks: string
}

export const RECEIPT_WORDS: Readonly<Record<ReceiptLanguage, ReceiptWords>> = {
  en: {
    till: 'TILL',
    receipt: 'RECEIPT',
    slip: 'SLIP',
    total: 'TOTAL',
    change: 'CHANGE',
    tenders: { cash: 'CASH', card: 'CARD', gift: 'GIFT CARD' },
    duplicate: 'DUPLICATE',
    voidTitle: 'VOID',
    voidOf: 'VOID OF RECEIPT',
    refundTitle: 'REFUND',
    refundOf: 'REFUND OF RECEIPT',
    thanks: 'Thank you. See you soon.',
  },
  fr: {
    till: 'CAISSE',
    receipt: 'TICKET',
    slip: 'PIÈCE',
    total: 'TOTAL',
    change: 'RENDU',
    tenders: { cash: 'ESPÈCES', card: 'CARTE BANCAIRE', gift: 'CARTE CADEAU' },
    duplicate: 'DUPLICATA',
    voidTitle: 'ANNULATION',
    voidOf: 'ANNULATION DU TICKET',
    refundTitle: 'REMBOURSEMENT',
    refundOf: 'REMBOURSEMENT DU TICKET',
    thanks: 'Merci et à bientôt.',
  },
}
