import { parseArgs } from 'node:util'
import type { ServerContext } from '../server/context.ts'
import { createLocation, createNetwork } from '../server/network/index.ts'
import { createProgram } from '../server/programs/index.ts'
import { createStaff } from '../server/staff/index.ts'
import { createApiClient } from '../server/stored-value/index.ts'
import { API_SCOPES } from '../src/contract/admin/views.ts'
import { DEFAULT_CARD_PREFIX } from '../src/contract/card-number.ts'
import { currency, minor } from '../src/contract/money.ts'
import { done } from './done.ts'
import { HELP } from './help.ts'
import { assertAddress, assertNewAddress } from './new-address.ts'
import { UsageError } from './over-files.ts'
import { LEDGER_OPTIONS, withServerContext } from './server-context.ts'
import { newPassword } from './staff.ts'

const USD = currency('USD')

/**
 * `countermark test-network`: adds a network for tests to the folder of a server that does not run, or
 * to its PostgreSQL database; prints its key and the operator's password, once. Exit 1 with the reason
 * when it could not be made, 2 when the command line makes no sense.
 */
export async function runTestNetwork(argv: readonly string[]): Promise<number> {
  const { data, 'database-url': databaseUrl } = LEDGER_OPTIONS
  const { values } = parseArgs({
    args: [...argv],
    options: { data, 'database-url': databaseUrl, email: { type: 'string' } },
  })
  const { email } = values
  if (email === undefined) {
    console.error(`Name the e-mail address of its operator.\n\n${HELP['test-network']}`)
    return 2
  }
  try {
    assertAddress(email)
    const made = await withServerContext(values.data, (context) => furnish(context, email), {
      databaseUrl: values['database-url'],
      mayMake: true,
    })
    console.log(JSON.stringify(made, undefined, 2))
    return 0
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    return error instanceof UsageError ? 2 : 1
  }
}

async function furnish(context: ServerContext, email: string) {
  await assertNewAddress(context, email)
  const networkId = await createNetwork(context, 'Test network', { isTest: true })
  const location = done(
    await createLocation(context, networkId, {
      ...{ name: 'Test location', email, currency: USD, timeZone: 'America/New_York' },
    }),
  )
  done(
    await createProgram(context, {
      ...{ networkId, name: 'Test card', currency: USD, cardPrefix: DEFAULT_CARD_PREFIX },
      ...{ pinPolicy: 'online', reloadable: true, acceptedAt: 'network' },
      timeZone: 'America/New_York',
      loadMinMinor: minor(1),
      loadMaxMinor: minor(50_000),
      balanceMaxMinor: minor(100_000),
    }),
  )
  const operator = { email, password: newPassword() }
  done(
    await createStaff(context, {
      networkId,
      name: 'Test operator',
      role: 'operator',
      ...operator,
    }),
  )
  const { key } = done(
    await createApiClient(context, {
      ...{ networkId, name: 'Test client', kind: 'pos', scopes: API_SCOPES },
      ...{ locationId: location.locationId, actor: 'system', ip: null },
    }),
  )
  return { operator, apiKey: key, cardPrefix: DEFAULT_CARD_PREFIX }
}
