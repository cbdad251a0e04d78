import type { tillEn } from './till-en.ts'

/** Ce que les caisses ont fait : ventes reprises, et pourquoi un paiement est à sa place. */
export const tillFr: typeof tillEn = {
  takenBack: {
    title: 'Repris à la caisse',
    giveBack: 'Rendre',
    tryAgain: 'Réessayer',
    more: '+ {{count}} autres',
    proposed: {
      void: 'Cette vente a été annulée à la caisse. <b>{{amount}}</b> a été débité de <b>{{card}}</b>.',
      refund: 'La caisse a remboursé <b>{{amount}}</b> de cette vente, payée avec <b>{{card}}</b>.',
    },
    waiting: 'Cette vente a été reprise à la caisse. Son débit doit d’abord aboutir.',
    working: '<b>{{amount}}</b> retourne sur <b>{{card}}</b>…',
    unknown: 'Pas encore de réponse : <b>{{amount}}</b> sur <b>{{card}}</b> ? Nous redemandons.',
    refused: 'Refusé : <b>{{amount}}</b> sur <b>{{card}}</b>. Réessayez, ou réglez-le sous Plus.',
    not_found: 'La caisse a repris une vente inconnue de ce poste. À régler sous Plus.',
    given_back: '<b>{{amount}}</b> est de nouveau sur <b>{{card}}</b>.',
    withdrawn:
      'Cette vente a été annulée à la caisse. Elle a quitté la liste ; rien n’a été débité.',
    nothing_taken: 'Cette vente a été reprise à la caisse. Il n’en reste rien ici.',
  },
  taken: 'déjà pris',
  reasons: {
    'pays-all': 'payé en entier',
    'pays-part': 'payé en partie',
    'same-till': 'même caisse qu’avant',
    'just-now': 'à l’instant',
    twin: 'montant en double',
    'paid-already': 'peut-être déjà payé',
    abandoned: 'attend longtemps',
    'taken-elsewhere': 'pris ailleurs',
  },
}
