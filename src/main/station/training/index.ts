import { join } from 'node:path'
import { invariant } from '../../../contract/parse.ts'
import { joinParts, type Parts } from '../parts.ts'
import type { CapturedPaper, StationPorts } from '../ports.ts'
import type { TakeReading } from '../readings.ts'
import type { ScreenPush } from '../screen-push.ts'
import type { StationOptions } from '../station-options.ts'
import { openTrainingLedger, TRAINING_PREFIX } from './ledger.ts'
import { createTrainingLink } from './link.ts'

/** The station in training: parts of its own, in a folder of its own, over books of their own. */
export interface Training {
  readonly parts: Parts
  readonly takeReading: TakeReading
  /** A paper that the real parts have heard: a sale rung in training mode is a sale here. */
  readonly hear: (paper: CapturedPaper) => void
  readonly stop: () => Promise<void>
}

/**
 * Opens training beside a station that runs. Its screen is the same; nothing of it is ever sent, and
 * no real card can be read in it. The sources and scanners stay with the real parts, which go on
 * keeping what they hear.
 */
export function openTraining(
  ports: StationPorts,
  options: StationOptions,
  push: ScreenPush,
  real: Parts,
): Training {
  const station = real.journal.settings.station()
  invariant(station !== undefined, 'training begins at an activated station')
  const { devices, sources, shelf, teaching, scanning } = real
  const directory = join(options.directory, 'training')
  const ledger = openTrainingLedger({ ...ports, directory, currency: station.currency })
  const parts = joinParts(
    { ...ports, sources: [], scanners: [] },
    {
      ...options,
      directory,
      sources: [],
      isTraining: true,
      receiptPrinter: real.desk.state().receiptPrinter,
    },
    push,
    { link: createTrainingLink(ledger), ownListeners: real.ownListeners },
  )
  parts.membership.restore(real.membership.identity())
  parts.journal.settings.setStation({ ...station, cardPrefixes: [TRAINING_PREFIX] })
  parts.journal.settings.setLanguage(real.journal.settings.language() ?? 'en')
  parts.redemption.online()
  return {
    // How the till is heard and what scanners send is the same, and is set up for real.
    parts: { ...parts, devices, sources, shelf, teaching, scanning },
    takeReading: parts.takeReading,
    hear: (paper) => {
      if (paper.kind !== 'training') return
      const tenders = paper.tenders.map((tender) => ({ ...tender, kind: 'payment' as const }))
      if (parts.journal.papers.record({ ...paper, kind: 'sale', tenders }) > 0)
        push.sound('payment')
      push.changed()
    },
    stop: async () => {
      parts.redemption.stop()
      await parts.devices.stop()
      parts.journal.close()
      ledger.close()
    },
  }
}
