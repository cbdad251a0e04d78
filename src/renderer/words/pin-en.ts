/** Words of the prompt for a card's PIN, and of a card that waits for it. */
export const pinEn = {
  title: 'PIN of card {{card}}',
  field: 'PIN',
  forAmount: 'To take <b>{{amount}}</b>. The customer types the PIN of the card.',
  forBalance: 'To see the balance. The customer types the PIN of the card.',
  hint: '4 to 8 digits, then Enter. The PIN is not kept.',
  checking: 'Checking the PIN…',
  wrong:
    'The PIN does not belong to this card. Nothing was taken. Look at the card and type it again; three wrong ones in a row lock the card.',
  offline:
    'No answer from the server. Nothing was taken. Type the PIN again, or press Esc and take another payment.',
  notJudged: 'The PIN could not be checked. Nothing was taken. Wait a moment and type it again.',
  scan: 'That was a scanner. Type the PIN with the keys, or press Esc for another card.',
  enter: 'OK',
  needed: 'PIN needed',
  show: 'Enter the PIN',
  nextTill: '<b>This card needs its PIN.</b> Ring the sale, or press F6 for a typed amount.',
  nextChoose: '<b>This card needs its PIN.</b> Choose the payment with SELECT.',
  nextTake: '<b>Press Enter</b> to take <b>{{amount}}</b>. The card needs its PIN.',
  nextHint: 'The PIN is asked for then. F2 asks for it now, to see the balance.',
  said: 'Card ending {{lastFour}}. Its PIN is needed.',
  asked: 'The PIN of card {{card}} is asked for next.',
}
