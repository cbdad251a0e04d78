import { tmpdir } from 'node:os'
import { currency } from '../../../../src/contract/money.ts'
import { cryptoRandom } from '../../../../src/main/station/host/clock.ts'
import type { SourceMemory } from '../../../../src/main/station/ports.ts'
import { defaultProfile } from '../../../../src/main/station/pos/receipts/profile.ts'
import type { SourceSurroundings } from '../../../../src/main/station/pos/sources/surroundings.ts'
import { realClock } from './printers.ts'

const profile = defaultProfile()

/** What a station gives its sources, without the station: the real clock, a memory of its own. */
export function surroundings(changes: Partial<SourceSurroundings> = {}): SourceSurroundings {
  const memories = new Map<string, SourceMemory>()
  return {
    clock: realClock,
    log: { info: () => {}, warn: () => {}, error: () => {} },
    random: cryptoRandom,
    directory: tmpdir(),
    currency: () => currency('CAD'),
    profileOf: () => profile,
    memoryOf: (id) => {
      const memory = memories.get(id) ?? mapMemory()
      memories.set(id, memory)
      return memory
    },
    ownListeners: { isNamed: async () => false, isFarEnd: () => false },
    cloud: { attach: () => () => {}, isOnline: () => false, lastSeenAtMs: () => null },
    ...changes,
  }
}

export function mapMemory(kept: Map<string, string> = new Map()): SourceMemory {
  return {
    names: () => [...kept.keys()],
    read: (name) => kept.get(name),
    write: (name, value) => kept.set(name, value),
    forget: (name) => kept.delete(name),
  }
}
