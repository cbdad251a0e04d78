import type { Logger } from 'pino'
import type { DeviceId, LocationId, NetworkId } from '../src/contract/ids.ts'
import type { Reply } from '../src/contract/refusals.ts'
import type {
  StationSettings,
  WireName,
  WireParams,
  WireResult,
} from '../src/contract/wire/messages.ts'
import type { PosKind } from '../src/contract/wire/pos.ts'
import type { ServerConfig } from './config.ts'
import type { LiveKeys } from './keys.ts'
import type { SlowHash } from './load/index.ts'
import type { Database } from './storage/database.ts'

/** What every subject of the server is given: nothing is global. */
export interface ServerContext {
  readonly config: ServerConfig
  readonly database: Database
  readonly keys: LiveKeys
  readonly log: Logger
  /** Server time in ms since 1970 UTC: orders everything. */
  readonly nowMs: () => number
  /** Bytes from a cryptographic source. */
  readonly randomBytes: (count: number) => Uint8Array
  /** What PINs are hashed with; argon2id with the parameters of the house when it is not given. */
  readonly slowHash?: SlowHash | undefined
  /**
   * Where the API of a cloud POS is in place of its documented host, as `http://127.0.0.1:1234`. Only
   * for tests and the demo: no setting and no person can give it.
   */
  readonly posOrigin?: ((kind: PosKind) => string | undefined) | undefined
  /** The same for the APIs that take payments to banks. */
  readonly bankOrigin?: ((kind: 'bambora' | 'forte') => string | undefined) | undefined
}

/** The station on the other end of an authenticated socket. */
export interface StationDevice {
  readonly deviceId: DeviceId
  readonly deviceCode: string
  readonly locationId: LocationId
  readonly networkId: NetworkId
  readonly settings: StationSettings
}

/** What the gateway calls for each wire message that is not its own (the heartbeat is). */
export type StationHandlers = {
  readonly [Name in Exclude<WireName, 'heartbeat'>]: (
    device: StationDevice,
    params: WireParams<Name>,
  ) => Promise<Reply<WireResult<Name>>>
}
