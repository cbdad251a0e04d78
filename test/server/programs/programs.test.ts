import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cardPrefixesIn, createProgram, isAcceptedAt } from '../../../server/programs/index.ts'
import { currency, minor } from '../../../src/contract/money.ts'
import { codeOf, done, openServer, type TestServer } from '../house/open-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await openServer()
})
afterAll(() => server.close())

function rules(change: Partial<Parameters<typeof createProgram>[1]>) {
  return {
    networkId: server.networkId,
    name: 'Town Card',
    currency: currency('EUR'),
    cardPrefix: '997001',
    pinPolicy: 'online',
    loadMinMinor: minor(500),
    loadMaxMinor: minor(50_000),
    balanceMaxMinor: minor(100_000),
    reloadable: true,
    acceptedAt: 'network',
    ...change,
  } as const
}

describe('programs', () => {
  test('created once a name; listed with their rules', async () => {
    done(await createProgram(server.context, rules({})))
    expect(codeOf(await createProgram(server.context, rules({})))).toBe('STATE_CONFLICT')
    const { programs } = done(await server.operator.call('list-programs', {}))
    expect(programs).toMatchObject([
      { name: 'Town Card', cardPrefix: '997001', rules: { acceptedAt: 'network' }, ruleVersion: 1 },
    ])
  })

  test.each(['4000', '37', '9970011', 'abcd', ''])('the prefix "%s": refused', async (prefix) => {
    const reply = await createProgram(server.context, rules({ name: prefix, cardPrefix: prefix }))
    expect(codeOf(reply)).toBe('REQUEST_MALFORMED')
  })

  test('limits that contradict each other: refused, and nothing is there', async () => {
    const wrong = rules({ name: 'Odd', loadMaxMinor: minor(100) })
    expect(codeOf(await createProgram(server.context, wrong))).toBe('STATE_CONFLICT')
    const { programs } = done(await server.operator.call('list-programs', {}))
    expect(programs.map(({ name }) => name)).toEqual(['Town Card'])
  })

  test('a listed program is accepted at its locations only, and its prefix told there only', async () => {
    const other = done(
      await server.operator.call('create-location', {
        name: 'Book Shop',
        email: 'books@shop.example',
        currency: 'EUR',
        timeZone: 'Europe/Paris',
      }),
    )
    const here = server.location.locationId
    const listed = rules({ name: 'Bakers only', cardPrefix: '997009', acceptedAt: [here] })
    const { programId } = done(await createProgram(server.context, listed))
    const { database } = server.context
    expect(await isAcceptedAt(database, programId, here)).toBe(true)
    expect(await isAcceptedAt(database, programId, other.locationId)).toBe(false)
    const prefixes = await cardPrefixesIn(database, [server.networkId])
    expect(prefixes(server.networkId, here)).toEqual(['997001', '997009'])
    expect(prefixes(server.networkId, other.locationId)).toEqual(['997001'])
  })

  test('a closed location accepts nothing', async () => {
    const { locationId, name, email, timeZone } = server.location
    const { programs } = done(await server.operator.call('list-programs', {}))
    const programId = programs.find((program) => program.name === 'Town Card')?.programId
    if (!programId) throw new Error('no program')
    const change = { locationId, name, email, timeZone, state: 'closed' } as const
    done(await server.operator.call('update-location', change))
    expect(await isAcceptedAt(server.context.database, programId, locationId)).toBe(false)
  })
})
