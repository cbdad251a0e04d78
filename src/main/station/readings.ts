import { assertNever } from '../../contract/parse.ts'
import { failed, type NotDone, refused } from '../../contract/refusals.ts'
import { FOREIGN_NUMBERS } from '../../contract/wire/messages.ts'
import { type CardRules, readCard } from './cards/index.ts'
import type { CardReading } from './ports.ts'
import type { Redemption, Taken } from './redemption/index.ts'

/** Takes the text of one reading, whoever read it. */
export type TakeReading = (text: string) => Taken

/** What {@link createReadings} needs. */
export interface ReadingsOptions {
  readonly redemption: Pick<Redemption, 'mayRead' | 'readCard' | 'refuseReading'>
  readonly isActive: () => boolean
  readonly isOnline: () => boolean
  readonly rules: () => CardRules
  readonly activate: (link: string) => Taken
  /** A reading that came at the wrong moment must be heard, too. */
  readonly onIgnored: () => void
}

/**
 * Judges readings on the spot: what is no card of ours is refused here and never leaves the PC.
 * While an operation fills the screen nothing is read (see the station's README).
 */
export function createReadings(options: ReadingsOptions): TakeReading {
  const { redemption } = options
  const ignore = (reply: Taken): Taken => {
    options.onIgnored()
    return reply
  }
  const refuse = (why: NotDone): Taken => redemption.refuseReading(why, null)
  const take = (reading: CardReading): Taken => {
    switch (reading.kind) {
      case 'card':
        return takeCard(options, reading)
      case 'link':
        return ask(options, () => redemption.readCard({ card: { link: reading.link } }, null), null)
      case 'activation':
      case 'not-a-card':
        return refuse(failed('READING_NOT_A_CARD'))
      case 'not-read':
        return refuse(failed('SWIPE_NOT_READ'))
      case 'bank-card':
        return refuse(refused('BANK_CARD_REFUSED'))
      case 'wrong-check-digit':
        return refuse(refused('NUMBER_CHECK_DIGIT'))
      default:
        return assertNever(reading)
    }
  }
  return (text) => {
    const reading = readCard(text, options.rules())
    if (!options.isActive()) {
      if (reading.kind === 'activation') return options.activate(reading.link)
      return ignore(failed('NOT_SIGNED_IN', 'This station is not activated. Activate it first.'))
    }
    const free = redemption.mayRead()
    return free.ok ? take(reading) : ignore(free)
  }
}

function takeCard(
  options: ReadingsOptions,
  { number, pin }: Extract<CardReading, { kind: 'card' }>,
): Taken {
  const lastFour = number.slice(-4)
  const isOurs = options
    .rules()
    .prefixes.some((prefix) => prefix === FOREIGN_NUMBERS || number.startsWith(prefix))
  const card = pin === null ? { number } : { number, pin }
  const read = () => options.redemption.readCard({ card }, lastFour)
  if (options.isOnline() && !isOurs) {
    return options.redemption.refuseReading(refused('CARD_NOT_ACCEPTED_HERE'), lastFour)
  }
  return ask(options, read, lastFour)
}

/** Asks the server, or says at once that it cannot be asked. */
function ask(options: ReadingsOptions, read: () => Taken, lastFour: string | null): Taken {
  if (options.isOnline()) return read()
  return options.redemption.refuseReading(failed('NOT_CONNECTED'), lastFour)
}
