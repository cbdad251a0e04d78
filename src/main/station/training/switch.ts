import { failed, type Reply, success } from '../../../contract/refusals.ts'
import type { Parts } from '../parts.ts'
import type { StationPorts } from '../ports.ts'
import { screenCard, screenOutcome } from '../redemption/counter.ts'
import type { ScreenPush } from '../screen-push.ts'
import type { StationOptions } from '../station-options.ts'
import { openTraining, type Training } from './index.ts'

/** Whether the station trains, and its way in and out. */
export interface TrainingSwitch {
  readonly current: () => Training | undefined
  readonly set: (on: boolean) => Promise<Reply<Record<string, never>>>
  /** Ends training if it is on. */
  readonly stop: () => Promise<void>
}

/** `onBegun` is told of the parts of training before the screen sees them. */
export function createTrainingSwitch(options: {
  readonly ports: StationPorts
  readonly station: StationOptions
  readonly push: ScreenPush
  readonly real: () => Parts
  readonly onBegun: (training: Training) => void
}): TrainingSwitch {
  const { ports, push } = options
  let current: Training | undefined
  const end = async () => {
    const ending = current
    current = undefined
    await ending?.stop()
  }
  return {
    current: () => current,
    set: async (on) => {
      if (on === (current !== undefined)) return success({})
      if (on) {
        const refusal = whyNot(options.real())
        if (refusal !== undefined) return failed('STATE_CONFLICT', refusal)
        current = openTraining(ports, options.station, push, options.real())
        options.onBegun(current)
      } else await end()
      push.changed()
      return success({})
    },
    stop: end,
  }
}

/** What is under way at the counter is ended first: nobody may take the one for the other. */
function whyNot({ journal, redemption, membership }: Parts): string | undefined {
  if (membership.state() !== 'active' || journal.settings.station() === undefined) {
    return 'This station is not activated. Activate it first.'
  }
  const counter = redemption.counter()
  if (screenCard(counter) !== null || screenOutcome(counter).kind !== 'idle') {
    return 'A customer is being served. Put the card away first.'
  }
  return undefined
}
