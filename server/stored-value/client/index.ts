export {
  type CallOptions,
  type ClientOptions,
  createStoredValueClient,
  type Resumed,
  type StoredValueClient,
} from './client.ts'
export { type FileStore, openFileStore } from './file-store.ts'
export type { Outcome, Reading } from './outcome.ts'
export type { GivenCard } from './params.ts'
export type { KeptRequest, RequestStore } from './request-store.ts'
