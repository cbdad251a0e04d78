export { cardHandlers } from './admin.ts'
export { CARD_LINK_PATH, cardLink, readCardLink, readLinkToken } from './card-link.ts'
export { type CardInToken, makeCardToken, readCardToken } from './card-token.ts'
export { readCardDetail } from './card-view.ts'
export {
  cardById,
  cardByNumber,
  type KnownCard,
  lookupOf,
  lookupsOf,
  takenNumbers,
} from './find-card.ts'
export { type Hardening, hardenRow, hardenSome } from './hardening.ts'
export { PIN_CHANGE_TRIES_MAX, SEALED_ANSWER_WINDOW_MS } from './limits.ts'
export {
  type MadeCard,
  makeCard,
  makeImportedCard,
  makePrintedCard,
  type PrintedCard,
  stockCards,
} from './new-cards.ts'
export {
  makeCardNumber,
  makePin,
  numberRefusal,
  type RandomBytes,
  randomDigits,
} from './number.ts'
export {
  networkOfOperation,
  type OperationRow,
  operationLine,
  operationRows,
} from './operation-lines.ts'
export { createPins, type PinOwner, type Pins } from './pin.ts'
export {
  countClosedPins,
  findPinChange,
  giveNewPin,
  hasNewPin,
  type PinOrder,
  pinChangeWaitMs,
  replayedPin,
} from './pin-changes.ts'
export { type AskedPin, createPinGuard, type PinGuard } from './pin-guard.ts'
export { readPinLock, unlockPin } from './pin-lock.ts'
export { startPinUpkeep } from './pin-upkeep.ts'
export { type Rekeying, startRekeying } from './rekeying.ts'
export { releaseNumber } from './releasing.ts'
export { openNumber } from './sealed-number.ts'
export { openSealed, openWithAny, sealText } from './sealing.ts'
