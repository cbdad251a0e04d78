export { startActivations } from './activation-due.ts'
export { storedValueHandlers } from './admin.ts'
export {
  STORED_VALUE,
  type StoredValueAsked,
  type StoredValueName,
  type StoredValueResult,
} from './api.ts'
export {
  type ApiClient,
  clientOfKey,
  createApiClient,
  createUseNotes,
  type NewApiClient,
} from './api-clients.ts'
export { keyInHeader } from './api-key.ts'
export { type Asking, askedCard } from './asked-card.ts'
export { expireCards, leaseOf, startCardExpiry } from './card-expiry.ts'
export { startProposalUpkeep } from './care-approval.ts'
export { contentHash, secretDigest } from './content-hash.ts'
export { type Counter, createCounter, type DoorSettings, publicReply } from './counter.ts'
export { startHoldExpiry } from './hold-expiry.ts'
export { sealedCheck } from './issued-card.ts'
export { createLedgerDesk, type LedgerDesk } from './ledger-desk.ts'
export { type StoredValueOperations, storedValueOperations } from './operations.ts'
export { mayUndoNamed } from './originals.ts'
export { noteDelivery, registerStoredValue } from './routes.ts'
export { SHOPPER_ADDRESS_HEADER, shopperAddress } from './shopper-address.ts'
export { named } from './undoing.ts'
export { lastSale } from './waiting.ts'
export { waitingHandlers } from './waiting-admin.ts'
