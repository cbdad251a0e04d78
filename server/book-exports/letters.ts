import { letter, type MailContent } from '../delivery/index.ts'

/** What the mail with a link says. Times in ms since 1970 UTC. */
export interface ExportMail {
  readonly fileName: string
  /** The last day that the file has. */
  readonly day: string
  readonly link: string
  readonly untilMs: number
}

/** One mail in both languages, since we do not know who reads it. The file itself is never in it. */
export function exportLetter({ fileName, day, link, untilMs }: ExportMail): MailContent {
  const until = (locale: string) =>
    new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(untilMs)
  return letter(`${fileName} · ${day}`, [
    {
      language: 'en',
      title: `The file ${fileName} is ready`,
      paragraphs: [
        link,
        `Sign in and take it out. The link is good until ${until('en-CA')}, for people of the network only.`,
      ],
    },
    {
      language: 'fr',
      title: `Le fichier ${fileName} est prêt`,
      paragraphs: [
        link,
        `Connectez-vous et retirez-le. Le lien est valable jusqu’au ${until('fr-CA')}, pour les personnes du réseau seulement.`,
      ],
    },
  ])
}
