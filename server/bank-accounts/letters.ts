import type { NoticeKind } from '../../src/contract/admin/bank-accounts.ts'
import { currency, decimalText, minor } from '../../src/contract/money.ts'
import { letter, type MailContent } from '../delivery/index.ts'
import type { NoticeDetail } from './notices.ts'

/** What a letter is about beside its detail. */
export interface LetterFacts extends NoticeDetail {
  readonly networkName: string
  readonly locationName: string
}

type Language = 'en' | 'fr'

interface Words {
  readonly title: (facts: LetterFacts) => string
  readonly paragraphs: (facts: LetterFacts) => readonly (string | undefined)[]
}

const LOCALES = { en: 'en-CA', fr: 'fr-CA' } as const

const ENGLISH: Readonly<Record<NoticeKind, Words>> = {
  'account-entered': {
    title: ({ locationName }) => `A bank account was entered for ${locationName}`,
    paragraphs: ({ networkName, account, before }) => [
      before === undefined
        ? `${networkName} has entered the bank account ${account} for your payouts.`
        : `${networkName} has entered the bank account ${account} in place of ${before} for your payouts.`,
      'Another person has to approve it. Until then nothing is paid out.',
      `If you did not ask for this, call ${networkName} today. Use a number that you know, not one from a mail.`,
    ],
  },
  'account-approved': {
    title: ({ locationName }) => `The bank account of ${locationName} changes`,
    paragraphs: ({ networkName, account, valueOn }) => [
      `The bank account ${account} was approved. Payouts go to it from ${day('en', valueOn)} at the earliest.`,
      `If you did not ask for this, call ${networkName} before that day. Use a number that you know, not one from a mail.`,
    ],
  },
  'account-corrected': {
    title: ({ locationName }) => `A bank corrected the account of ${locationName}`,
    paragraphs: ({ networkName, account, before }) => [
      `With a payout a bank named other details: the account is now ${account}, in place of ${before}.`,
      `If this is not your account, call ${networkName} today. Use a number that you know, not one from a mail.`,
    ],
  },
  'test-sent': {
    title: ({ locationName }) => `One cent is on its way to ${locationName}`,
    paragraphs: ({ networkName, valueOn }) => [
      `To see that the bank account is yours, ${networkName} sends you one cent. It should be there on ${day('en', valueOn)}.`,
      `Beside it your statement has the word CODE and six digits. Tell ${networkName} these six digits: then your payouts begin.`,
    ],
  },
  'payout-returned': {
    title: ({ locationName }) => `A payout to ${locationName} came back`,
    paragraphs: ({ networkName, account, words, ...facts }) => [
      `A bank sent back the payout of ${money('en', facts)}${account === undefined ? '' : ` to the account ${account}`}. It is owed to you as before.`,
      reason('The bank says', words),
      `Please ask ${networkName} what has to be done, or tell them another account.`,
    ],
  },
  'test-returned': {
    title: ({ locationName }) => `The bank account of ${locationName} could not be reached`,
    paragraphs: ({ networkName, account, words }) => [
      `A trial transfer to the account ${account} came back.`,
      reason('The bank says', words),
      `Please look at the account's numbers together with ${networkName}.`,
    ],
  },
}

const FRENCH: Readonly<Record<NoticeKind, Words>> = {
  'account-entered': {
    title: ({ locationName }) => `Un compte bancaire a été saisi pour ${locationName}`,
    paragraphs: ({ networkName, account, before }) => [
      before === undefined
        ? `${networkName} a saisi le compte bancaire ${account} pour vos versements.`
        : `${networkName} a saisi le compte bancaire ${account} à la place de ${before} pour vos versements.`,
      'Une deuxième personne doit l’approuver. D’ici là, rien n’est versé.',
      `Si vous n’avez rien demandé, appelez ${networkName} aujourd’hui, à un numéro que vous connaissez et non à celui d’un courriel.`,
    ],
  },
  'account-approved': {
    title: ({ locationName }) => `Le compte bancaire de ${locationName} change`,
    paragraphs: ({ networkName, account, valueOn }) => [
      `Le compte bancaire ${account} a été approuvé. Les versements y vont au plus tôt le ${day('fr', valueOn)}.`,
      `Si vous n’avez rien demandé, appelez ${networkName} avant ce jour, à un numéro que vous connaissez et non à celui d’un courriel.`,
    ],
  },
  'account-corrected': {
    title: ({ locationName }) => `Une banque a corrigé le compte de ${locationName}`,
    paragraphs: ({ networkName, account, before }) => [
      `Lors d’un versement, une banque a donné d’autres coordonnées : le compte est maintenant ${account}, à la place de ${before}.`,
      `Si ce compte n’est pas le vôtre, appelez ${networkName} aujourd’hui, à un numéro que vous connaissez et non à celui d’un courriel.`,
    ],
  },
  'test-sent': {
    title: ({ locationName }) => `Un cent est en route vers ${locationName}`,
    paragraphs: ({ networkName, valueOn }) => [
      `Pour s’assurer que le compte bancaire est le vôtre, ${networkName} vous envoie un cent. Il devrait arriver le ${day('fr', valueOn)}.`,
      `À côté, votre relevé porte le mot CODE et six chiffres. Donnez ces six chiffres à ${networkName} : vos versements commencent alors.`,
    ],
  },
  'payout-returned': {
    title: ({ locationName }) => `Un versement à ${locationName} est revenu`,
    paragraphs: ({ networkName, account, words, ...facts }) => [
      `Une banque a renvoyé le versement de ${money('fr', facts)}${account === undefined ? '' : ` au compte ${account}`}. Il vous est dû comme avant.`,
      reason('La banque indique ', words),
      `Demandez à ${networkName} ce qu’il faut faire, ou donnez-leur un autre compte.`,
    ],
  },
  'test-returned': {
    title: ({ locationName }) => `Le compte bancaire de ${locationName} n’a pas pu être joint`,
    paragraphs: ({ networkName, account, words }) => [
      `Un transfert d’essai vers le compte ${account} est revenu.`,
      reason('La banque indique ', words),
      `Vérifiez les numéros du compte avec ${networkName}.`,
    ],
  },
}

/** The letter in both languages, since we do not know who reads it. It has no account number in clear. */
export function accountLetter(kind: NoticeKind, facts: LetterFacts): MailContent {
  const parts = (
    [
      ['en', ENGLISH],
      ['fr', FRENCH],
    ] as const
  ).map(([language, words]) => ({
    language,
    title: words[kind].title(facts),
    paragraphs: words[kind].paragraphs(facts).filter((text) => text !== undefined),
  }))
  return letter(parts.map(({ title }) => title).join(' / '), parts)
}

function reason(says: string, words: string | undefined): string | undefined {
  return words === undefined || words === '' ? undefined : `${says}: ${words}`
}

function day(language: Language, valueOn: string | undefined): string {
  if (valueOn === undefined) return ''
  const format = new Intl.DateTimeFormat(LOCALES[language], { dateStyle: 'full', timeZone: 'UTC' })
  return format.format(Date.parse(`${valueOn}T00:00:00Z`))
}

function money(language: Language, facts: Pick<NoticeDetail, 'amountMinor' | 'currency'>): string {
  const { amountMinor = 0, currency: code = 'USD' } = facts
  const text = decimalText(minor(amountMinor), currency(code))
  const format = new Intl.NumberFormat(LOCALES[language], { style: 'currency', currency: code })
  return format.format(text as `${number}`)
}
