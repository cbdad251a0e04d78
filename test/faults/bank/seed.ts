import { randomBytes } from 'node:crypto'
import pino from 'pino'
import { createPins, stockCards } from '../../../server/cards/index.ts'
import { readConfig } from '../../../server/config.ts'
import type { ServerContext } from '../../../server/context.ts'
import { loadKeys } from '../../../server/keys.ts'
import { createLocation, createNetwork } from '../../../server/network/index.ts'
import { createProgram } from '../../../server/programs/index.ts'
import { openDatabase } from '../../../server/storage/index.ts'
import { createApiClient } from '../../../server/stored-value/index.ts'
import { API_SCOPES } from '../../../src/contract/admin/views.ts'
import { DEFAULT_CARD_PREFIX } from '../../../src/contract/card-number.ts'
import { currency, minor } from '../../../src/contract/money.ts'
import { type Reply, replyCode } from '../../../src/contract/refusals.ts'

/** Who may call, and the cards between which value moves: printed, worth nothing yet. */
export interface Bank {
  readonly keys: readonly string[]
  readonly cards: readonly { readonly number: string }[]
}

export interface BankSize {
  readonly keys: number
  readonly cards: number
}

const EUR = currency('EUR')

/** Writes a network, keys and cards into a database that no server has open. */
export async function seedBank(
  dataDirectory: string,
  size: BankSize,
  databaseUrl?: string,
): Promise<Bank> {
  const reading = readConfig(['--data', dataDirectory], {})
  if (reading.kind !== 'config') throw new Error('the folder is not a setting')
  const { config } = reading
  const keys = loadKeys(config.dataDirectory, config.keyFile)
  const database = await openDatabase({ dataDirectory, ...(databaseUrl && { databaseUrl }) })
  try {
    return await furnish(
      {
        ...{ config, keys, database, nowMs: Date.now },
        log: pino({ level: 'silent' }),
        randomBytes: (count) => new Uint8Array(randomBytes(count)),
      },
      size,
    )
  } finally {
    await database.close()
  }
}

async function furnish(context: ServerContext, size: BankSize): Promise<Bank> {
  const networkId = await createNetwork(context, 'Valley')
  const location = {
    ...{ name: 'Market Hall', email: 'hall@valley.example', currency: EUR },
    timeZone: 'Europe/Paris',
  }
  const { locationId } = done(await createLocation(context, networkId, location))
  const { programId } = done(
    await createProgram(context, {
      ...{ networkId, name: 'Valley Card', currency: EUR, cardPrefix: DEFAULT_CARD_PREFIX },
      // No PIN: the ledger is under test, not the time that judging one takes.
      ...{ pinPolicy: 'never', reloadable: true, acceptedAt: 'network' },
      loadMinMinor: minor(1),
      loadMaxMinor: minor(1_000_000),
      balanceMaxMinor: minor(10_000_000),
    }),
  )
  const keys: string[] = []
  for (let index = 0; index < size.keys; index += 1) {
    const client = {
      ...{ networkId, locationId, name: `Till ${index + 1}`, kind: 'pos' as const },
      ...{ scopes: API_SCOPES, actor: 'system', ip: null },
    }
    keys.push(done(await createApiClient(context, client)).key)
  }
  const program = { programId, cardPrefix: DEFAULT_CARD_PREFIX }
  const made = await stockCards(context, createPins(context.keys.pinPepper), {
    ...{ program, form: 'physical', batch: 'Bank', count: size.cards },
  })
  return { keys, cards: made.map(({ number }) => ({ number: String(number) })) }
}

function done<Value>(reply: Reply<Value>): Value {
  if (reply.ok) return reply.value
  throw new Error(`the bank was not made: ${replyCode(reply)}`)
}
