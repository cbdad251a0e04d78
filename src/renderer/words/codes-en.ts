import type { ScreenCode } from '../../contract/screen/state.ts'

/** What a clerk reads for a code: what happened, and the one next step. One short line each. */
export type CodeWords = {
  readonly why: string
  readonly next: string
}

/** English words of every refusal and error that can reach the counter. */
export const codesEn: Record<ScreenCode, CodeWords> = {
  REQUEST_ID_REUSED: {
    why: 'This request was mixed up with another one.',
    next: 'Scan the card and start again. Call support if it happens twice.',
  },
  REQUEST_IN_PROGRESS: {
    why: 'The same request is still being worked on.',
    next: 'Wait a few seconds, then look at the balance again.',
  },
  VOIDED_BEFORE_ARRIVAL: {
    why: 'This redemption was cancelled before it reached the server.',
    next: 'Scan the card again if the customer still wants to pay with it.',
  },
  PAYMENT_ALREADY_TAKEN: {
    why: 'This till payment already belongs to a card, maybe at another station.',
    next: 'Compare the receipts. Only a new sale is taken again, as an amount (F6).',
  },
  POSSIBLE_DUPLICATE: {
    why: 'The same amount was just taken from this card.',
    next: 'Look at today’s list (F8). Ring a new sale only if a second one is meant.',
  },
  AMOUNT_INVALID: {
    why: 'This amount cannot be taken.',
    next: 'Enter an amount above zero and below the limit.',
  },
  NUMBER_CHECK_DIGIT: {
    why: 'One digit of the card number is wrong.',
    next: 'Scan the card again, or type the number again slowly.',
  },
  BANK_CARD_REFUSED: {
    why: 'This is a bank card, not a gift card. Its number was not kept.',
    next: 'Scan the gift card. Bank cards go to the payment terminal.',
  },
  PROXY_NUMBER_REFUSED: {
    why: 'This is the number of a gift that was not opened, not that of a card.',
    next: 'Ask the customer to open the link of the gift and show the card in it.',
  },
  CARD_NOT_FOUND_OR_PIN_INVALID: {
    why: 'No gift card has this number and PIN.',
    next: 'Check the card and scan it again, or ask for another means of payment.',
  },
  PIN_LOCKED: {
    why: 'The card is locked after too many wrong PINs.',
    next: 'Ask for another means of payment. Support can unlock the card.',
  },
  VELOCITY_LIMIT: {
    why: 'This card was used too often, or for too much, in a short time.',
    next: 'Ask for another means of payment, or try the card again later.',
  },
  CARD_NOT_ACCEPTED_HERE: {
    why: 'This card is not accepted at this location.',
    next: 'Ask the customer for another means of payment.',
  },
  OPERATION_NOT_ALLOWED: {
    why: 'The rules of this card’s program do not allow that.',
    next: 'Ask for another means of payment, or call the program operator.',
  },
  CURRENCY_MISMATCH: {
    why: 'The card is in another currency than the sale.',
    next: 'Ask the customer for another means of payment.',
  },
  CARD_DEACTIVATED: {
    why: 'This card was closed.',
    next: 'Ask the customer for another means of payment.',
  },
  CARD_EXPIRED: {
    why: 'This card has expired.',
    next: 'Ask for another means of payment. The program operator may extend the card.',
  },
  CARD_BLOCKED: {
    why: 'This card is blocked.',
    next: 'Ask for another means of payment. The program operator knows why.',
  },
  CARD_NOT_ACTIVE: {
    why: 'This card was never sold: it is not active yet.',
    next: 'Ask for another means of payment. The shop that sold it can activate it.',
  },
  CARD_ACTIVATION_PENDING: {
    why: 'This card is paid, and will be active later.',
    next: 'Ask for another means of payment. The seller knows from when it can be used.',
  },
  CARD_ALREADY_ACTIVE: {
    why: 'This card is already active.',
    next: 'Scan it again to see its balance.',
  },
  CARD_STATE_CONFLICT: {
    why: 'This card cannot be used for that as it is now.',
    next: 'Scan it again to see its state.',
  },
  NOT_RELOADABLE: {
    why: 'This card cannot be loaded a second time.',
    next: 'Sell a new card instead.',
  },
  ORIGINAL_NOT_FOUND: {
    why: 'The redemption to undo was not found.',
    next: 'Look at today’s list (F8), then scan the card and check its balance.',
  },
  HOLD_NOT_FOUND: {
    why: 'This hold is not open any more.',
    next: 'Start a new sale.',
  },
  ORIGINAL_NOT_REVERSIBLE: {
    why: 'That redemption cannot be undone any more.',
    next: 'Ask the program operator for a refund to the card.',
  },
  REFUND_EXCEEDS_REDEEMED: {
    why: 'That is more than was taken from the card.',
    next: 'Enter a smaller amount.',
  },
  CAPTURE_EXCEEDS_HOLD: {
    why: 'More would be taken than is held.',
    next: 'Lower the amount.',
  },
  LIMIT_SINGLE_LOAD: {
    why: 'The amount is outside what may be loaded at once.',
    next: 'Choose another amount.',
  },
  LIMIT_BALANCE: {
    why: 'The card would hold more than its program allows.',
    next: 'Choose a smaller amount.',
  },
  LIMIT_RELOADS: {
    why: 'This card was loaded as often as it may be.',
    next: 'Sell a new card.',
  },
  FUNDS_HELD: {
    why: 'The balance is held for another sale.',
    next: 'Finish that sale first, or ask for another means of payment.',
  },
  INSUFFICIENT_FUNDS: {
    why: 'There is not enough on the card.',
    next: 'Scan it again to see the balance, then take what is left and collect the rest.',
  },
  APPROVAL_REQUIRED: {
    why: 'A second person has to agree first.',
    next: 'Ask the network. Nothing moved so far.',
  },
  APPROVAL_NOT_GIVEN: {
    why: 'No second person agreed.',
    next: 'Nothing moved. Ask the network.',
  },
  REQUEST_MALFORMED: {
    why: 'The server did not understand this station.',
    next: 'Try again. If it stays, update the station or call support.',
  },
  FRAME_TOO_LARGE: {
    why: 'The message to the server was too large.',
    next: 'Try again. If it stays, call support.',
  },
  PROTOCOL_VERSION: {
    why: 'Station and server are of different versions.',
    next: 'Update the station, then try again.',
  },
  NOT_SIGNED_IN: {
    why: 'The station is not signed in to the server.',
    next: 'Wait until the header says “Server” with a tick, then try again.',
  },
  SIGN_IN_FAILED: {
    why: 'The server did not accept this station’s sign-in.',
    next: 'Call the operator: this station may need a new activation link.',
  },
  NOT_PERMITTED: {
    why: 'This station is not permitted to do that.',
    next: 'Ask the operator for the permission.',
  },
  DEVICE_REVOKED: {
    why: 'This station was revoked by the operator.',
    next: 'Ask the operator for a new activation link.',
  },
  ENROLMENT_INVALID: {
    why: 'The activation link is used, expired or not complete.',
    next: 'Copy the whole link again, or ask the operator to send a new one.',
  },
  LINK_NOT_SECURE: {
    why: 'The activation link is not secure: it does not begin with https.',
    next: 'Ask the operator for a link that begins with https.',
  },
  NOT_FOUND: {
    why: 'That is not there any more.',
    next: 'Look at the list again.',
  },
  STATE_CONFLICT: {
    why: 'That is not possible right now.',
    next: 'Look at the screen again, and finish what it asks for first.',
  },
  RATE_LIMITED: {
    why: 'Too many tries in a short time.',
    next: 'Wait a minute, then try again.',
  },
  UNAVAILABLE: {
    why: 'This cannot be done right now.',
    next: 'Wait a moment, then try again.',
  },
  TIMEOUT_UNKNOWN: {
    why: 'There was no answer in time.',
    next: 'Do not take the card again before the screen knows the outcome.',
  },
  STORAGE_FULL: {
    why: 'The disk of this PC is full.',
    next: 'Free some space on this PC, then try again.',
  },
  NOT_CONNECTED: {
    why: 'There is no connection to the server.',
    next: 'Check the network, then try again when the header says “Server” with a tick.',
  },
  READING_NOT_A_CARD: {
    why: 'That is not a gift card.',
    next: 'Scan the code on the gift card, or type its number (F3).',
  },
  SWIPE_NOT_READ: {
    why: 'The card could not be read.',
    next: 'Swipe it again, evenly from end to end, or type its number (F3).',
  },
  PRINTER_IS_STATION: {
    why: 'That is this station itself: there it listens for the till.',
    next: 'Enter the address of the receipt printer itself (F8, Counter, Receipt printer).',
  },
  FORWARD_IS_STATION: {
    why: 'What the till prints would be passed on to this station itself.',
    next: 'Enter the real printer’s own address, here and in the other sources.',
  },
  INTERNAL: {
    why: 'Something went wrong on our side.',
    next: 'Scan the card and look at its balance before you try again.',
  },
}
