import { DIVIDER, escapeHtml, htmlPage, type MailContent } from './mail-page.ts'

/** What the mail with an activation link says. */
export interface ActivationMail {
  readonly networkName: string
  readonly locationName: string
  readonly link: string
  /** Ms since 1970 UTC, shown in the location's zone. */
  readonly expiresAtMs: number
  readonly timeZone: string
}

interface Words {
  readonly language: 'en' | 'fr'
  readonly locale: string
  readonly title: (location: string) => string
  readonly lead: (network: string) => string
  readonly steps: readonly [string, string, string]
  readonly button: string
  readonly copy: string
  readonly expiry: (until: string) => string
  readonly warning: string
}

const ENGLISH: Words = {
  language: 'en',
  locale: 'en-CA',
  title: (location) => `Set up the gift card station at ${location}`,
  lead: (network) => `${network} invites you to accept gift cards. The link below sets up one PC.`,
  steps: [
    'Open Countermark on the PC beside your till.',
    'Copy the link below and paste it on the first screen.',
    'Or open the link on a phone and scan the code it shows with your scanner.',
  ],
  button: 'Open the activation link',
  copy: 'The link, to copy:',
  expiry: (until) => `It works once. Last moment: ${until}`,
  warning: 'Do not forward it: whoever has it can set up a station in your name.',
}

const FRENCH: Words = {
  language: 'fr',
  locale: 'fr-CA',
  title: (location) => `Configurez le poste de cartes-cadeaux : ${location}`,
  lead: (network) =>
    `${network} vous invite à accepter les cartes-cadeaux. Le lien ci-dessous configure un seul PC.`,
  steps: [
    'Ouvrez Countermark sur le PC à côté de votre caisse.',
    'Copiez le lien ci-dessous et collez-le sur le premier écran.',
    'Ou ouvrez le lien sur un téléphone et lisez avec votre lecteur le code affiché.',
  ],
  button: 'Ouvrir le lien d’activation',
  copy: 'Le lien, à copier :',
  expiry: (until) => `Il fonctionne une seule fois. Dernier moment : ${until}`,
  warning:
    'Ne le transférez pas : toute personne qui le possède peut configurer un poste en votre nom.',
}

/** One mail in both languages, since we do not know who reads it. */
export function activationMail(mail: ActivationMail): MailContent {
  const languages = [ENGLISH, FRENCH]
  return {
    subject: `${ENGLISH.title(mail.locationName)} / Activation du poste`,
    text: languages.map((words) => textPart(words, mail)).join('\n\n---\n\n'),
    html: htmlPage(languages.map((words) => htmlPart(words, mail)).join(DIVIDER)),
  }
}

function textPart(words: Words, mail: ActivationMail): string {
  return [
    words.title(mail.locationName),
    '',
    words.lead(mail.networkName),
    '',
    ...words.steps.map((step, index) => `${index + 1}. ${step}`),
    '',
    mail.link,
    '',
    words.expiry(timeText(words, mail)),
    words.warning,
  ].join('\n')
}

function htmlPart(words: Words, mail: ActivationMail): string {
  const link = escapeHtml(mail.link)
  const steps = words.steps.map((step) => `<li style="margin:0 0 6px">${escapeHtml(step)}</li>`)
  const paragraph = (text: string, style = '') =>
    `<p style="margin:0 0 16px;${style}">${escapeHtml(text)}</p>`
  return `<div lang="${words.language}">
<h1 style="margin:0 0 12px;font-size:20px;line-height:28px">${escapeHtml(words.title(mail.locationName))}</h1>
${paragraph(words.lead(mail.networkName))}
<ol style="margin:0 0 20px;padding-left:22px">${steps.join('')}</ol>
<p style="margin:0 0 20px"><a href="${link}" style="display:inline-block;padding:12px 20px;border-radius:8px;background:#1d4f91;color:#ffffff;font-weight:600;text-decoration:none">${escapeHtml(words.button)}</a></p>
${paragraph(words.copy, 'color:#52606d;margin-bottom:4px')}
<p style="margin:0 0 16px;padding:10px 12px;background:#f1f4f6;border-radius:8px;font-family:monospace;font-size:13px;word-break:break-all">${link}</p>
${paragraph(words.expiry(timeText(words, mail)), 'font-weight:600')}
${paragraph(words.warning, 'color:#52606d;margin-bottom:0')}
</div>`
}

function timeText(words: Words, mail: ActivationMail): string {
  return new Intl.DateTimeFormat(words.locale, {
    dateStyle: 'full',
    timeStyle: 'short',
    timeZone: mail.timeZone,
  }).format(mail.expiresAtMs)
}
