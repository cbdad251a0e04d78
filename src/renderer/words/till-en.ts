/** English words about what the tills did: sales taken back, and why a payment stands where it does. */
export const tillEn = {
  takenBack: {
    title: 'Taken back at the till',
    giveBack: 'Give back',
    tryAgain: 'Try again',
    more: '+ {{count}} more',
    proposed: {
      void: 'This sale was voided at the till. <b>{{amount}}</b> was taken from <b>{{card}}</b>.',
      refund: 'The till refunded <b>{{amount}}</b> of this sale. It was paid from <b>{{card}}</b>.',
    },
    waiting: 'This sale was taken back at the till. First its redemption needs an outcome.',
    working: '<b>{{amount}}</b> is going back to <b>{{card}}</b>…',
    unknown:
      'No answer yet whether <b>{{amount}}</b> went back to <b>{{card}}</b>. We go on asking.',
    refused:
      '<b>{{amount}}</b> was refused by <b>{{card}}</b>. Try again, or settle it under More.',
    not_found: 'The till took back a sale that this station does not know. Settle it under More.',
    given_back: '<b>{{amount}}</b> is back on <b>{{card}}</b>.',
    withdrawn: 'This sale was voided at the till. It is off the list; nothing was taken.',
    nothing_taken: 'This sale was taken back at the till. Nothing is left of it here.',
  },
  taken: 'taken',
  reasons: {
    'pays-all': 'paid in full',
    'pays-part': 'paid in part',
    'same-till': 'same till as before',
    'just-now': 'just now',
    twin: 'same amount twice',
    'paid-already': 'maybe paid already',
    abandoned: 'waiting for long',
    'taken-elsewhere': 'taken elsewhere',
  },
}
