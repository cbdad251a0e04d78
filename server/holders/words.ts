import type { Language } from '../pages/index.ts'

/** What the holder page says. Functions take texts that are escaped already. */
export interface Words {
  readonly title: string
  readonly heading: string
  readonly giftCard: string
  readonly pin: string
  readonly pinHint: string
  readonly show: string
  readonly again: string
  readonly harmless: string
  readonly refusedPin: string
  readonly refused: string
  readonly locked: string
  readonly lockedText: string
  readonly wait: string
  readonly waitText: (when: string) => string
  readonly balance: string
  readonly held: (amount: string) => string
  readonly validUntil: (day: string) => string
  readonly noExpiry: string
  readonly pay: string
  readonly spent: string
  readonly expired: string
  readonly expiredText: (day: string) => string
  readonly blocked: string
  readonly blockedText: string
  readonly closed: string
  readonly closedText: string
  readonly waiting: string
  readonly waitingUntil: (time: string) => string
  readonly waitingForReview: string
  readonly unknown: string
  readonly unknownText: string
  readonly busy: string
  readonly busyText: string
  readonly tooOften: string
  readonly tooOftenText: string
}

export const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    title: 'Your gift card',
    heading: 'What is on your card?',
    giftCard: 'Gift card',
    pin: 'PIN',
    pinHint: '4 to 8 digits, on the card under the scratch-off field or beside its number.',
    show: 'Show the balance',
    again: 'Ask again',
    harmless: 'This only shows the balance. Nothing is taken from the card here.',
    refusedPin:
      'That did not work. Check the PIN and type it again; after three wrong ones the card is locked for a while. If you bought the card just now, ask in the shop whether it was activated.',
    refused:
      'The balance of this card cannot be shown. If you bought it just now, ask in the shop whether it was activated.',
    locked: 'This card is locked for now',
    lockedText:
      'A wrong PIN was given too often. Try again in an hour; if it is still locked then, ask where the card was bought.',
    wait: 'The balance was asked for too often',
    waitText: (when) => `Try again ${when}. You can still pay with the card in the meantime.`,
    balance: 'Balance',
    held: (amount) => `${amount} more is kept for a purchase that is not finished.`,
    validUntil: (day) => `Valid until ${day}.`,
    noExpiry: 'This card has no expiry date.',
    pay: 'To pay, show the card at the counter before you pay.',
    spent: 'The card is empty. Keep it until you need no refund of what you bought with it.',
    expired: 'This card has expired',
    expiredText: (day) =>
      `It was valid until ${day}. Ask where it was bought whether it can be extended.`,
    blocked: 'This card is blocked',
    blockedText: 'It cannot be used at present. Ask where the card was bought.',
    closed: 'This card is closed',
    closedText:
      'It cannot be used any more. If you were given another one in its place, use that; otherwise ask where the card was bought.',
    waiting: 'This card cannot be used yet',
    waitingUntil: (time) => `Its value is there, and can be spent from ${time}.`,
    waitingForReview:
      'Its value is there, and its sale is still being checked. Look again tomorrow, or ask where the card was bought.',
    unknown: 'This link does not lead to a card',
    unknownText:
      'It may be incomplete. Scan the code on the card again, or ask where the card was bought.',
    busy: 'One moment, please',
    busyText: 'The balance cannot be shown just now. Try again in a minute.',
    tooOften: 'Too many tries',
    tooOftenText: 'Wait a minute, then scan the code again.',
  },
  fr: {
    title: 'Votre carte cadeau',
    heading: 'Que reste-t-il sur votre carte ?',
    giftCard: 'Carte cadeau',
    pin: 'Code',
    pinHint: '4 à 8 chiffres, sur la carte, sous la zone à gratter ou à côté du numéro.',
    show: 'Afficher le solde',
    again: 'Demander à nouveau',
    harmless: 'Cette page affiche seulement le solde. Rien n’est prélevé sur la carte ici.',
    refusedPin:
      'Cela n’a pas fonctionné. Vérifiez le code et saisissez-le de nouveau ; après trois erreurs, la carte est verrouillée pour un temps. Si vous venez de l’acheter, demandez en magasin si elle a été activée.',
    refused:
      'Le solde de cette carte ne peut pas être affiché. Si vous venez de l’acheter, demandez en magasin si elle a été activée.',
    locked: 'Cette carte est verrouillée pour le moment',
    lockedText:
      'Un code erroné a été donné trop souvent. Réessayez dans une heure ; si elle est encore verrouillée, adressez-vous au point de vente de la carte.',
    wait: 'Le solde a été demandé trop souvent',
    waitText: (when) => `Réessayez ${when}. Vous pouvez toujours payer avec la carte en attendant.`,
    balance: 'Solde',
    held: (amount) => `${amount} de plus sont réservés pour un achat qui n’est pas terminé.`,
    validUntil: (day) => `Valable jusqu’au ${day}.`,
    noExpiry: 'Cette carte n’a pas de date d’expiration.',
    pay: 'Pour payer, présentez la carte à la caisse avant de régler.',
    spent: 'La carte est vide. Gardez-la tant qu’un remboursement de vos achats reste possible.',
    expired: 'Cette carte a expiré',
    expiredText: (day) =>
      `Elle était valable jusqu’au ${day}. Demandez au point de vente de la carte si elle peut être prolongée.`,
    blocked: 'Cette carte est bloquée',
    blockedText:
      'Elle ne peut pas être utilisée actuellement. Adressez-vous au point de vente de la carte.',
    closed: 'Cette carte est fermée',
    closedText:
      'Elle ne peut plus être utilisée. Si une autre vous a été remise à sa place, utilisez celle-ci ; sinon, adressez-vous au point de vente de la carte.',
    waiting: 'Cette carte n’est pas encore utilisable',
    waitingUntil: (time) => `Sa valeur est là et pourra être dépensée à partir du ${time}.`,
    waitingForReview:
      'Sa valeur est là, et sa vente est encore en cours de vérification. Regardez de nouveau demain, ou adressez-vous au point de vente de la carte.',
    unknown: 'Ce lien ne mène à aucune carte',
    unknownText:
      'Il est peut-être incomplet. Scannez de nouveau le code de la carte, ou adressez-vous au point de vente de la carte.',
    busy: 'Un instant, s’il vous plaît',
    busyText: 'Le solde ne peut pas être affiché pour le moment. Réessayez dans une minute.',
    tooOften: 'Trop d’essais',
    tooOftenText: 'Attendez une minute, puis scannez de nouveau le code.',
  },
}
