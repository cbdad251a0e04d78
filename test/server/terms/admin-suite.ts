import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { termsAt } from '../../../server/terms/index.ts'
import { currency, minor } from '../../../src/contract/money.ts'
import type { LocationTerms, Terms } from '../../../src/contract/terms.ts'
import { adminBrowser } from '../house/admin-browser.ts'
import { codeOf, done, OPERATOR_EMAIL, PASSWORD, type TestServer } from '../house/open-server.ts'
import { commission, fee } from './agreements.ts'
import { describeDecisions } from './decisions-suite.ts'
import { openTermsHouse, type TermsHouse, type Told } from './terms-house.ts'

const EUR = currency('EUR')
const DAY_MS = 86_400_000
let server: TestServer
let house: TermsHouse
const change: TermsHouse['change'] = (...told) => house.change(...told)
const historyOf: TermsHouse['historyOf'] = (code) => house.historyOf(code)
const inDays: TermsHouse['inDays'] = (count) => house.inDays(count)

/** What people do about terms and schedules, on a server with these settings. */
export function describeTermsAdmin(name: string, settings: () => Promise<string[]>): void {
  describe(name, () => {
    beforeAll(async () => {
      house = await openTermsHouse(await settings())
      server = house.server
    }, 60_000)
    afterAll(() => server.close())
    versions()
    places()
    describeDecisions(() => house)
    doors()
  })
}

const now = () => termsAt(server.context.database, server.networkId, server.context.nowMs())

function versions(): void {
  test('nothing was agreed: no version, and what holds charges nothing', async () => {
    expect(await historyOf()).toEqual({ currency: 'EUR', versions: [] })
    expect((await now()).currencies.size).toBe(0)
  })

  test('the first version, and the next one, with who made them and why', async () => {
    const first = done(await change({ commission: commission(300) }))
    expect(first.versions).toMatchObject([{ version: 1, standing: 'valid' }])
    const next = done(
      await change({ commission: commission(250), minimumPayoutMinor: minor(1000) }),
    )
    expect(next.versions).toMatchObject([
      { version: 2, standing: 'valid', changedBy: 'Person operator' },
      { version: 1, standing: 'past', reason: 'As agreed with the members' },
    ])
    const valid = await now()
    expect(valid.currencies.get(EUR)).toMatchObject({ minimumPayoutMinor: 1000 })
    expect(valid.versions).toEqual([{ scope: 'EUR', version: 2 }])
  })

  test('planned for later: valid then; what is decided before that drops it', async () => {
    const later = done(await change({ commission: commission(100) }, { validFrom: inDays(1) }))
    expect(later.versions[0]).toMatchObject({ version: 3, standing: 'planned' })
    expect((await now()).versions).toEqual([{ scope: 'EUR', version: 2 }])
    server.advance(DAY_MS)
    done(await server.operator.call('sign-in', { email: OPERATOR_EMAIL, password: PASSWORD }))
    expect((await now()).versions).toEqual([{ scope: 'EUR', version: 3 }])
    done(await change({ commission: commission(90) }, { validFrom: inDays(1) }))
    const last = done(await change({ commission: commission(80) }))
    expect(last.versions.map(({ standing }) => standing)).toEqual([
      ...['valid', 'dropped', 'past', 'past', 'past'],
    ])
  })

  test('what held at an instant is found for ever', async () => {
    const { versions: known } = await historyOf()
    const begin = (version: number) =>
      known.find((one) => one.version === version)?.validFromMs ?? 0
    const at = async (atMs: number) =>
      (await termsAt(server.context.database, server.networkId, atMs)).versions
    expect(await at(begin(1) - 1)).toEqual([])
    expect(await at(begin(2) - 1)).toEqual([{ scope: 'EUR', version: 1 }])
    expect(await at(begin(3))).toEqual([{ scope: 'EUR', version: 3 }])
    expect(await at(begin(5) + 2 * DAY_MS)).toEqual([{ scope: 'EUR', version: 5 }])
  })

  test.each([
    ['somebody else was quicker', 81, { basedOn: 1 }, 'STATE_CONFLICT'],
    ['nothing would change', 80, {}, 'STATE_CONFLICT'],
    ['a day that has passed', 81, { validFrom: '2020-01-01' }, 'REQUEST_MALFORMED'],
    ['a day that is too far away', 81, { validFrom: '2099-01-01' }, 'REQUEST_MALFORMED'],
    ['a wrong password', 81, { password: 'wrong' }, 'SIGN_IN_FAILED'],
  ])('refused, and nothing is written: %s', async (_, points, told, code) => {
    const before = await historyOf()
    expect(codeOf(await change({ commission: commission(points) }, told))).toBe(code)
    expect(await historyOf()).toEqual(before)
  })

  test.each([
    ['steps that do not rise', { commission: commission(0, { tiers: [] }) }],
    ['a word that has a meaning', { fees: [fee('plan', { fixedMinor: minor(1) })] }],
    ['the same word twice', { fees: [1, 2].map((one) => fee('a', { fixedMinor: minor(one) })) }],
    ['a share of no value', { fees: [fee('a', { basis: 'payout', basisPoints: 5 })] }],
    ['a fee that is nothing', { fees: [fee('a', {})] }],
    [
      'a location that pays for sales',
      {
        fees: [fee('a', { payer: 'location', basis: 'sale', fixedMinor: minor(1) })],
      },
    ],
    [
      'the most below the least',
      {
        commission: commission(1, { minimumMinor: minor(2), maximumMinor: minor(1) }),
      },
    ],
  ])('terms that contradict themselves are refused: %s', async (_, terms) => {
    expect(codeOf(await change(terms as Partial<Terms>))).toBe('REQUEST_MALFORMED')
  })

  test('versions are append-only, and follow one another without a gap', async () => {
    const { database } = server.context
    const row = {
      ...{ network_id: server.networkId, scope: 'EUR', content: '{}', changed_by: 'x' },
      ...{ reason: 'x', valid_from_ms: 5, recorded_at_ms: 5 },
    }
    const insert = (more: { version: number; recorded_at_ms?: number; content?: string }) => {
      const query = database.read
        .insertInto('terms_version')
        .values({ ...row, ...more })
        .compile()
      return database.write([{ query, changes: 1 }])
    }
    expect(await insert({ version: 5 })).toBe(false)
    expect(await insert({ version: 7 })).toBe(false)
    expect(await insert({ version: 6, recorded_at_ms: 6 })).toBe(false)
    const update = database.read.updateTable('terms_version').set({ content: '{}' }).compile()
    await expect(tried(() => database.write([{ query: update }]))).resolves.toBe(false)
    const remove = database.read.deleteFrom('terms_version').compile()
    await expect(tried(() => database.write([{ query: remove }]))).resolves.toBe(false)
    expect((await historyOf()).versions).toHaveLength(5)
  })
}

/** Whether a write was done; one that the database refuses was not. */
async function tried(write: () => Promise<boolean>): Promise<boolean> {
  try {
    return await write()
  } catch {
    return false
  }
}

async function changePlace(terms: LocationTerms, told: Pick<Told, 'basedOn' | 'validFrom'> = {}) {
  const { locationId } = server.location
  const known = done(await server.operator.call('read-location-terms', { locationId })).versions
  return server.operator.call('change-location-terms', {
    ...{ locationId, terms, reason: 'A founding member', password: PASSWORD },
    ...{ basedOn: told.basedOn ?? known[0]?.version ?? 0, validFrom: told.validFrom ?? null },
  })
}

function places(): void {
  test('a location has terms of its own from a day on, and as the network again after', async () => {
    const own = done(await changePlace({ commission: null, negative: 'collect' }))
    expect(own).toMatchObject({ locationName: 'Corner Bakery', currency: 'EUR' })
    const { locations } = done(await server.operator.call('list-terms', {}))
    expect(locations).toMatchObject([
      { version: 1, differs: ['commission', 'negative'], plannedFromMs: null },
    ])
    expect((await now()).locations.get(server.location.locationId)).toMatchObject({
      ...{ commission: null, negative: 'collect' },
    })
    const later = done(await changePlace({}, { validFrom: inDays(3) }))
    expect(later.versions[0]).toMatchObject({ version: 2, standing: 'planned', terms: {} })
    const after = done(await server.operator.call('list-terms', {})).locations[0]
    expect(after?.plannedFromMs).toBe(later.versions[0]?.validFromMs)
    expect(after?.version).toBe(1)
  })

  test('another network’s location is not there', async () => {
    const locationId = server.location.locationId.replace(/.$/, (last) =>
      last === '0' ? '1' : '0',
    ) as typeof server.location.locationId
    expect(codeOf(await server.operator.call('read-location-terms', { locationId }))).toBe(
      'NOT_FOUND',
    )
  })
}

function doors(): void {
  test('finance changes terms; an auditor reads them; support does neither', async () => {
    const [finance, auditor, support] = await Promise.all(
      (['finance', 'auditor', 'support'] as const).map(async (role) => {
        await server.addStaff(role, `${role}@network.example`)
        const browser = adminBrowser(server.url)
        const as = { email: `${role}@network.example`, password: PASSWORD }
        done(await browser.call('sign-in', as))
        return browser
      }),
    )
    if (!finance || !auditor || !support) throw new Error('nobody came')
    done(await change({ commission: commission(70) }, { by: finance }))
    done(await auditor.call('list-terms', {}))
    done(await auditor.call('read-schedule', {}))
    expect(codeOf(await change({ commission: commission(60) }, { by: auditor }))).toBe(
      'NOT_PERMITTED',
    )
    expect(codeOf(await support.call('list-terms', {}))).toBe('NOT_PERMITTED')
    expect((await historyOf()).versions[0]?.changedBy).toBe('Person finance')
  })
}
