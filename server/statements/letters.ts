import { letter, type MailContent } from '../delivery/index.ts'
import type { StatementDocument } from './document.ts'
import { CONTENT_TYPES, statementName } from './files.ts'
import { statementPdf } from './pdf.ts'

/** The mail that brings a location the statement of a run. */
export async function statementMail(statement: StatementDocument): Promise<MailContent> {
  const { networkName, place, runNumber } = statement
  const number = runNumber ?? 0
  const part = (language: 'en' | 'fr') =>
    TEXTS[language]({ networkName, place: place.name, number })
  // Theirs first; the other below it, as somebody else may read it.
  const languages = statement.language === 'fr' ? (['fr', 'en'] as const) : (['en', 'fr'] as const)
  const parts = languages.map((language) => ({ language, ...part(language) }))
  return {
    ...letter(parts[0]?.title ?? networkName, parts),
    attachments: [
      {
        filename: statementName(statement, 'pdf'),
        content: await statementPdf(statement),
        contentType: CONTENT_TYPES.pdf,
      },
    ],
  }
}

interface Told {
  readonly networkName: string
  readonly place: string
  readonly number: number
}

const TEXTS = {
  en: ({ networkName, place, number }: Told) => ({
    title: `${networkName}: settlement statement no. ${number}`,
    paragraphs: [
      `Attached is the settlement statement no. ${number} of ${place}.`,
      `It lists the gift cards that were redeemed, what was taken off, and what is paid to you.`,
      `If anything on it is not right, please answer to ${networkName}.`,
    ],
  }),
  fr: ({ networkName, place, number }: Told) => ({
    title: `${networkName}\u00a0: relevé de règlement n°\u00a0${number}`,
    paragraphs: [
      `Vous trouverez ci-joint le relevé de règlement n°\u00a0${number} de ${place}.`,
      `Il indique les cartes-cadeaux utilisées, ce qui est déduit et ce qui vous est versé.`,
      `Si quelque chose n’est pas exact, veuillez écrire à ${networkName}.`,
    ],
  }),
} as const
