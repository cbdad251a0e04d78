import type { OperationKind } from '../../src/contract/operations.ts'

/** The languages that statements are written in. */
export const LANGUAGES = ['en', 'fr'] as const
export type Language = (typeof LANGUAGES)[number]

const EN = {
  statement: 'Statement of account',
  settlement: 'Settlement statement no.',
  from: 'From',
  until: 'Until',
  zone: 'Time zone',
  currency: 'Currency',
  page: 'Page',
  of: 'of',
  summary: 'Summary',
  operations: 'Operations',
  noOperations: 'Nothing happened in this time.',
  // The summary.
  opening: 'Opening balance',
  redeemed: 'Redeemed',
  voided: 'Voided',
  refunded: 'Refunded',
  returned: 'Payouts that came back',
  adjusted: 'Corrections',
  fees: 'Fees',
  due: 'Owed before fees',
  reserve: 'of which kept in reserve',
  paid: 'Paid out',
  collected: 'Collected',
  carried: 'Carried forward',
  closing: 'Closing balance',
  late: 'Operations recorded late',
  // The columns.
  date: 'Date',
  operation: 'Operation',
  card: 'Card',
  till: 'Till',
  receipt: 'Receipt',
  clerk: 'Clerk',
  order: 'Order',
  reference: 'Reference',
  location: 'Location',
  amount: 'Amount',
  balance: 'Balance',
}

const FR: typeof EN = {
  statement: 'Relevé de compte',
  settlement: 'Relevé de règlement n°',
  from: 'Du',
  until: 'Jusqu’au',
  zone: 'Fuseau horaire',
  currency: 'Devise',
  page: 'Page',
  of: 'sur',
  summary: 'Résumé',
  operations: 'Opérations',
  noOperations: 'Aucune opération pendant cette période.',
  opening: 'Solde initial',
  redeemed: 'Utilisé',
  voided: 'Annulé',
  refunded: 'Remboursé',
  returned: 'Versements retournés',
  adjusted: 'Corrections',
  fees: 'Frais',
  due: 'Dû avant frais',
  reserve: 'dont gardé en réserve',
  paid: 'Versé',
  collected: 'Encaissé',
  carried: 'Reporté',
  closing: 'Solde final',
  late: 'Opérations enregistrées tard',
  date: 'Date',
  operation: 'Opération',
  card: 'Carte',
  till: 'Caisse',
  receipt: 'Ticket',
  clerk: 'Employé',
  order: 'Commande',
  reference: 'Référence',
  location: 'Commerce',
  amount: 'Montant',
  balance: 'Solde',
}

/** The words of a statement. */
export const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN, fr: FR }

/** The figures that a summary can have. */
export type SummaryWord =
  | 'opening'
  | 'redeemed'
  | 'voided'
  | 'refunded'
  | 'returned'
  | 'adjusted'
  | 'fees'
  | 'due'
  | 'reserve'
  | 'paid'
  | 'collected'
  | 'carried'
  | 'closing'

type KindWords = Readonly<Partial<Record<OperationKind, string>>>

const KINDS: Readonly<Record<Language, KindWords>> = {
  en: {
    redeem: 'Redemption',
    void: 'Void',
    refund: 'Refund',
    fee: 'Fee',
    fee_reversal: 'Fee given back',
    payout: 'Payout',
    payout_return: 'Payout returned',
    late_return: 'Payout returned late',
    collect: 'Collection',
    collect_return: 'Collection returned',
    late_collect_return: 'Collection returned late',
    payable_adjust: 'Correction',
  },
  fr: {
    redeem: 'Utilisation',
    void: 'Annulation',
    refund: 'Remboursement',
    fee: 'Frais',
    fee_reversal: 'Frais restitués',
    payout: 'Versement',
    payout_return: 'Versement retourné',
    late_return: 'Versement retourné tard',
    collect: 'Encaissement',
    collect_return: 'Encaissement retourné',
    late_collect_return: 'Encaissement retourné tard',
    payable_adjust: 'Correction',
  },
}

/** What an operation is called on a statement. */
export function kindWord(kind: OperationKind, language: Language): string {
  return KINDS[language][kind] ?? kind
}
