import type { WireParams } from '../../../contract/wire/messages.ts'
import type { Counter, CounterEvent } from './counter.ts'
import { EMPTY_COUNTER } from './counter.ts'
import { createEffects, type EffectsOptions } from './effects.ts'
import { reduce } from './reduce.ts'

/** The counter as it stands, and the one way to change it. */
export interface Desk {
  readonly counter: () => Counter
  readonly dispatch: (event: CounterEvent) => void
  /** Takes a card in hand and asks the server about it. */
  readonly readCard: (inquiry: WireParams<'card-inquire'>, lastFour: string | null) => void
  /** Asks again about the card in hand; nothing without one. */
  readonly askBalanceAgain: () => void
  readonly stop: () => void
}

/** What {@link createDesk} needs. */
export interface DeskOptions
  extends Pick<EffectsOptions, 'clock' | 'journal' | 'onSound' | 'onAnswered'> {
  readonly link: EffectsOptions['link'] & AskCard
  readonly onChange: () => void
}

interface AskCard {
  readonly ask: (
    name: 'card-inquire',
    params: WireParams<'card-inquire'>,
  ) => Promise<Extract<CounterEvent, { type: 'card-answered' }>['reply']>
}

export function createDesk(options: DeskOptions): Desk {
  let counter = EMPTY_COUNTER
  /** How the card in hand was read: in memory only, and only while it is in hand. */
  let inquiry: WireParams<'card-inquire'> | undefined

  const dispatch = (event: CounterEvent) => {
    const step = reduce(counter, event)
    counter = step.counter
    if (counter.card === null) inquiry = undefined
    for (const effect of step.effects) effects.run(effect)
    options.onChange()
  }
  const ask = () => {
    const number = counter.card?.ask
    if (inquiry === undefined || number === undefined) return
    void options.link
      .ask('card-inquire', inquiry)
      .then((reply) =>
        dispatch({ type: 'card-answered', ask: number, reply, atMs: options.clock.nowMs() }),
      )
  }
  const askBalanceAgain = () => {
    if (counter.card?.status !== 'known') return
    dispatch({ type: 'balance-asked-again' })
    ask()
  }
  const effects = createEffects({
    ...options,
    dispatch,
    askBalanceAgain,
    find: (requestId) => counter.open.find((operation) => operation.requestId === requestId),
  })
  return {
    counter: () => counter,
    dispatch,
    readCard: (read, lastFour) => {
      dispatch({ type: 'reading-taken', lastFour })
      inquiry = read
      ask()
    },
    askBalanceAgain,
    stop: effects.stop,
  }
}
