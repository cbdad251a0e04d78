import type { Language } from '../pages/index.ts'

/** What the claim page says. Functions take texts that are escaped already. */
export interface Words {
  readonly title: string
  readonly heading: string
  readonly invitation: string
  readonly show: string
  readonly showAgain: string
  readonly care: string
  readonly opened: string
  readonly yourCard: string
  readonly number: string
  readonly pin: string
  readonly value: string
  readonly atTheTill: string
  readonly online: string
  readonly barcode: string
  readonly qrCode: string
  readonly keep: (until: string) => string
  readonly validUntil: (date: string) => string
  readonly early: string
  readonly earlyText: (date: string) => string
  readonly over: string
  readonly overText: (lastFour: string) => string
  readonly closed: string
  readonly closedText: string
  readonly busy: string
  readonly busyText: string
  readonly tooOften: string
  readonly tooOftenText: string
}

export const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    title: 'Your gift card',
    heading: 'A gift card for you',
    invitation: 'It is ready. Open it when you have a moment to note it down.',
    show: 'Show my card',
    showAgain: 'Show my card again',
    care: 'Whoever has this link can open the card. Do not pass it on.',
    opened: 'Here is your card',
    yourCard: 'Your card',
    number: 'Card number',
    pin: 'PIN',
    value: 'Balance',
    atTheTill: 'In a shop, have one of these codes scanned.',
    online: 'Online, type the number and the PIN.',
    barcode: 'Barcode of the card number',
    qrCode: 'QR code of the card',
    keep: (until) =>
      `Note down number and PIN, or take a screenshot. This page shows them until ${until}.`,
    validUntil: (date) => `Valid until ${date}.`,
    early: 'Your gift card is on its way',
    earlyText: (date) => `You can open it with this same link from ${date}.`,
    over: 'This card was opened before',
    overText: (lastFour) =>
      `Its number ends in ${lastFour}. It is not shown here any more. If you did not note it down, ask whoever sold the card.`,
    closed: 'This link does not open a card',
    closedText:
      'It may be incomplete, too old, or replaced by a newer one. Open the link again from the message, whole, or ask whoever sent you the card.',
    busy: 'One moment, please',
    busyText: 'Your card could not be opened just now. Nothing is lost: try again in a minute.',
    tooOften: 'Too many tries',
    tooOftenText: 'Wait a minute, then open the link again.',
  },
  fr: {
    title: 'Votre carte cadeau',
    heading: 'Une carte cadeau pour vous',
    invitation: 'Elle est prête. Ouvrez-la quand vous aurez un moment pour la noter.',
    show: 'Afficher ma carte',
    showAgain: 'Afficher ma carte à nouveau',
    care: 'Quiconque a ce lien peut ouvrir la carte. Ne le transmettez pas.',
    opened: 'Voici votre carte',
    yourCard: 'Votre carte',
    number: 'Numéro de la carte',
    pin: 'Code',
    value: 'Solde',
    atTheTill: 'En magasin, faites lire l’un de ces codes.',
    online: 'En ligne, saisissez le numéro et le code.',
    barcode: 'Code-barres du numéro de la carte',
    qrCode: 'Code QR de la carte',
    keep: (until) =>
      `Notez le numéro et le code, ou faites une capture d’écran. Cette page les affiche jusqu’au ${until}.`,
    validUntil: (date) => `Valable jusqu’au ${date}.`,
    early: 'Votre carte cadeau arrive bientôt',
    earlyText: (date) => `Vous pourrez l’ouvrir avec ce même lien à partir du ${date}.`,
    over: 'Cette carte a déjà été ouverte',
    overText: (lastFour) =>
      `Son numéro se termine par ${lastFour}. Il n’est plus affiché ici. Si vous ne l’avez pas noté, adressez-vous au vendeur de la carte.`,
    closed: 'Ce lien n’ouvre aucune carte',
    closedText:
      'Il est peut-être incomplet, trop ancien ou remplacé par un plus récent. Ouvrez de nouveau le lien du message, en entier, ou demandez à la personne qui vous a envoyé la carte.',
    busy: 'Un instant, s’il vous plaît',
    busyText:
      'Votre carte n’a pas pu être ouverte pour le moment. Rien n’est perdu : réessayez dans une minute.',
    tooOften: 'Trop d’essais',
    tooOftenText: 'Attendez une minute, puis ouvrez de nouveau le lien.',
  },
}
