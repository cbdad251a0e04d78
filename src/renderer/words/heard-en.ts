/** Words of the small card that shows a payment over the POS. */
export const heardEn = {
  title: 'Paid by gift card at the till',
  others_one: '{{count}} more waiting',
  others_other: '{{count}} more waiting',
  press: 'Press here to take it from a card',
  pressOrKey: 'Press here or {{key}} to take it from a card',
}
