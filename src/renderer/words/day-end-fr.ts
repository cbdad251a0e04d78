import type { dayEndEn } from './day-end-en.ts'

/** Les mots de la liste de fin de journée. */
export const dayEndFr: typeof dayEndEn = {
  title: 'Fin de journée',
  open: 'Fin de journée',
  openCount: 'Fin de journée · {{count}}',
  lead: 'À chacun il manque l’autre moitié. Choisissez-en un et dites pourquoi.',
  none: 'Plus rien à régler. Chaque paiement a son débit.',
  allSent: 'L’exploitant connaît tout ce qui a été réglé.',
  unsent: '{{count}} pas encore chez l’exploitant ; l’envoi se fait tout seul.',
  old: 'attend longtemps',
  subjects: {
    payment: 'Paiement sans carte',
    redemption: 'Carte sans paiement',
    reversal: 'Repris à la caisse',
  },
  asks: {
    payment: 'Pourquoi <b>{{amount}}</b> n’a-t-il pas besoin de carte ?',
    redemption:
      'Pourquoi <b>{{amount}}</b> de <b>{{card}}</b> n’a-t-il pas de paiement en caisse ?',
    giveBack:
      '<b>{{amount}}</b> a été débité de <b>{{card}}</b> pour une vente que la caisse a reprise. Rendez-le, ou dites pourquoi non.',
    reversal: 'Que sont devenus les <b>{{amount}}</b> repris à la caisse ?',
  },
  giveBack: 'Rendre {{amount}} à {{card}}',
  someAmount: 'vente',
  pair: 'Va avec {{other}}',
  pairRedemption: '{{amount}} de {{card}}, {{time}}',
  reasons: {
    paid_otherwise: 'Payé autrement',
    till_cancelled: 'Annulé à la caisse',
    till_down: 'La caisse était en panne',
    rung_otherwise: 'Encaissé autrement',
    given_otherwise: 'Rendu autrement',
    not_ours: 'Pas une vente d’ici',
    mistake: 'Une erreur',
    test: 'Un essai',
  },
  other: 'Autre raison',
  save: 'Régler',
  rule: 'Ce que la caisse reprend retourne sur sa carte sans demander',
  on: 'Oui',
  off: 'Non',
}
