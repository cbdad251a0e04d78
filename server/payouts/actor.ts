import type { NetworkId } from '../../src/contract/ids.ts'

/** Who does something to runs: `staff:<id>` or `system`, as the audit names them. */
export interface Actor {
  readonly networkId: NetworkId
  readonly actor: string
  readonly ip: string | null
}

/** The machine itself: its schedule, or whoever has its keys and types a command. */
export function machineOf(networkId: NetworkId): Actor {
  return { networkId, actor: 'system', ip: null }
}
