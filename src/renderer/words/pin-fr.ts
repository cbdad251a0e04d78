import type { pinEn } from './pin-en.ts'

/** French words of the prompt for a card's PIN, and of a card that waits for it. */
export const pinFr: typeof pinEn = {
  title: 'Code de la carte {{card}}',
  field: 'Code',
  forAmount: 'Pour débiter <b>{{amount}}</b>. Le client tape le code de sa carte.',
  forBalance: 'Pour voir le solde. Le client tape le code de sa carte.',
  hint: '4 à 8 chiffres, puis Entrée. Le code n’est pas gardé.',
  checking: 'Vérification du code…',
  wrong:
    'Ce code n’est pas celui de la carte. Rien n’a été débité. Regardez la carte et tapez-le de nouveau\u00a0; trois codes faux de suite la verrouillent.',
  offline:
    'Pas de réponse du serveur. Rien n’a été débité. Tapez le code de nouveau, ou Échap pour un autre paiement.',
  notJudged:
    'Le code n’a pas pu être vérifié. Rien n’a été débité. Attendez un moment et tapez-le de nouveau.',
  scan: 'C’était un lecteur. Tapez le code avec les touches, ou Échap pour une autre carte.',
  enter: 'Valider',
  needed: 'Code nécessaire',
  show: 'Saisir le code',
  nextTill: '<b>Cette carte demande son code.</b> Saisissez la vente, ou F6 pour un montant.',
  nextChoose: '<b>Cette carte demande son code.</b> Choisissez le paiement avec CHOISIR.',
  nextTake: '<b>Entrée</b> pour débiter <b>{{amount}}</b>. La carte demande son code.',
  nextHint: 'Le code est demandé ensuite. F2 le demande maintenant, pour voir le solde.',
  said: 'Carte finissant par {{lastFour}}. Son code est nécessaire.',
  asked: 'Le code de la carte {{card}} est demandé ensuite.',
}
