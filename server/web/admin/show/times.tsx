import { createContext, type ReactNode, use, useMemo } from 'react'
import type { AdminResult } from '../../../../src/contract/admin/table.ts'
import { useWords } from '../words/words.tsx'
import { dayIn, formatDateTime, formatDay, formatTime, zoneName } from './dates.ts'

/** By which clocks the network is read. */
interface Clocks {
  readonly timeZone: string
  /** Of locations and programs that go by another zone. */
  readonly elsewhere: ReadonlyMap<string, string>
}

const ClocksContext = createContext<Clocks | undefined>(undefined)

interface ClocksProviderProps {
  readonly network: AdminResult<'read-network'>
  readonly children: ReactNode
}

export function ClocksProvider({ network, children }: ClocksProviderProps) {
  const clocks = useMemo(() => {
    const { timeZone, elsewhere } = network
    return { timeZone, elsewhere: new Map(elsewhere.map((one) => [one.of, one.timeZone])) }
  }, [network])
  return <ClocksContext value={clocks}>{children}</ClocksContext>
}

/** Moments in words. Each takes the zone of what it is a moment of; without one, the network's. */
export interface Times {
  /** The zone of a location or program; the network's for what belongs to neither. */
  readonly zoneOf: (id: string | null | undefined) => string
  /** `21 Nov 2026, 14:02`, with the zone's short name where this computer goes by other clocks. */
  readonly dateTime: (atMs: number, zone?: string) => string
  /** `14:02:11` */
  readonly time: (atMs: number, zone?: string) => string
  /** `21 Nov 2026` */
  readonly day: (atMs: number, zone?: string) => string
  /** The zone's short name where this computer goes by other clocks at that moment. */
  readonly zoneName: (atMs: number, zone?: string) => string | undefined
  /** The day that it is there, as `2026-11-21`. */
  readonly dayOf: (atMs: number, zone?: string) => string
}

/** Moments as people of the reader's language write them, in the zone of what they belong to. */
export function useTimes(): Times {
  const { locale } = useWords()
  const clocks = use(ClocksContext)
  if (!clocks) throw new Error('invariant broken: times are used inside their provider')
  return useMemo(() => timesOf(clocks, locale), [clocks, locale])
}

function timesOf({ timeZone, elsewhere }: Clocks, locale: string): Times {
  const named = (atMs: number, zone: string) => zoneName(atMs, zone, locale)
  return {
    zoneOf: (id) => elsewhere.get(id ?? '') ?? timeZone,
    dateTime: (atMs, zone = timeZone) =>
      [formatDateTime(atMs, zone, locale), named(atMs, zone)].filter(Boolean).join(' '),
    time: (atMs, zone = timeZone) => formatTime(atMs, zone, locale),
    day: (atMs, zone = timeZone) => formatDay(atMs, zone, locale),
    zoneName: (atMs, zone = timeZone) => named(atMs, zone),
    dayOf: (atMs, zone = timeZone) => dayIn(atMs, zone),
  }
}
