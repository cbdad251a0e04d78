import type { heardEn } from './heard-en.ts'

/** Words of the small card that shows a payment over the POS. */
export const heardFr: Record<keyof typeof heardEn, string> = {
  title: 'Payé par carte cadeau à la caisse',
  others_one: '{{count}} autre en attente',
  others_other: '{{count}} autres en attente',
  press: 'Touchez ici pour l’encaisser sur une carte',
  pressOrKey: 'Touchez ici ou {{key}} pour l’encaisser',
}
