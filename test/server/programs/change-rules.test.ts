import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dayAfter, dayAt } from '../../../server/ledger/calendar.ts'
import { createLocation, createNetwork } from '../../../server/network/index.ts'
import { createProgram, isAcceptedAt } from '../../../server/programs/index.ts'
import type { ProgramDetail } from '../../../src/contract/admin/programs.ts'
import type { ProgramId } from '../../../src/contract/ids.ts'
import { currency, minor } from '../../../src/contract/money.ts'
import type { ProgramRules } from '../../../src/contract/program-rules.ts'
import { adminBrowser } from '../house/admin-browser.ts'
import {
  codeOf,
  done,
  OPERATOR_EMAIL,
  openServer,
  PASSWORD,
  reasonOf,
  type TestServer,
} from '../house/open-server.ts'

let server: TestServer
let programId: ProgramId
beforeAll(async () => {
  server = await openServer()
  const made = await createProgram(server.context, {
    ...{ networkId: server.networkId, name: 'Town Card', currency: currency('USD') },
    ...{ cardPrefix: '997001', timeZone: 'America/New_York', pinPolicy: 'online' },
    ...{ loadMinMinor: minor(500), loadMaxMinor: minor(50_000) },
    ...{ balanceMaxMinor: minor(100_000), reloadable: true, acceptedAt: 'network' },
  })
  programId = done(made).programId
})
afterAll(() => server.close())

const read = async (): Promise<ProgramDetail> =>
  done(await server.operator.call('read-program', { programId }))

/** The newest rules with a change, based on the newest version. */
async function change(rules: Partial<ProgramRules>, validFrom: string | null = null) {
  const { versions } = await read()
  const [newest] = versions
  if (!newest) throw new Error('a program has rules')
  return server.operator.call('change-rules', {
    ...{ programId, basedOn: newest.version, reason: 'The season begins', validFrom },
    rules: { ...newest.rules, ...rules },
  })
}

/** So many days from today, where the program is at home. */
function inDays(count: number): string {
  return dayAfter(dayAt(server.context.nowMs(), 'America/New_York'), count)
}

function messageOf(reply: Awaited<ReturnType<typeof change>>): string {
  if (reply.ok || !('error' in reply)) throw new Error('not an error')
  return reply.error.message
}

describe('rules of a program', () => {
  test('the first version began with the program; a change is the next one, with its author', async () => {
    const before = await read()
    expect(before.versions).toMatchObject([{ version: 1, standing: 'valid', changedBy: 'system' }])
    const { program, versions } = done(await change({ partial: false, reloadsMax: 3 }))
    expect(program).toMatchObject({ ruleVersion: 2, timeZone: 'America/New_York' })
    expect(program.rules).toMatchObject({ partial: false, reloadsMax: 3 })
    expect(versions).toMatchObject([
      { version: 2, standing: 'valid', reason: 'The season begins', changedBy: 'Person operator' },
      { version: 1, standing: 'past', rules: { partial: true } },
    ])
  })

  test('planned for later: valid then; what is decided before that drops it', async () => {
    const planned = done(await change({ pinLength: 6 }, inDays(1)))
    expect(planned.program.ruleVersion).toBe(2)
    expect(planned.versions[0]).toMatchObject({ version: 3, standing: 'planned' })
    server.advance(86_400_000)
    // The session has ended meanwhile.
    done(await server.operator.call('sign-in', { email: OPERATOR_EMAIL, password: PASSWORD }))
    expect((await read()).program).toMatchObject({ ruleVersion: 3, rules: { pinLength: 6 } })
    done(await change({ pinLength: 4 }, inDays(1)))
    const last = done(await change({ pinLength: 8 }))
    expect(last.versions.map(({ standing }) => standing).slice(0, 3)).toEqual([
      ...['valid', 'dropped', 'past'],
    ])
  })

  test('not what is there already, not what another one has changed, not in the past', async () => {
    expect(reasonOf(await change({}))).toBe('NOTHING_CHANGED')
    const { versions } = await read()
    const stale = { programId, basedOn: 1, reason: 'Late', validFrom: null }
    const rules = { ...versions[0]?.rules, partial: true } as ProgramRules
    const late = await server.operator.call('change-rules', { ...stale, rules })
    expect([codeOf(late), reasonOf(late)]).toEqual(['STATE_CONFLICT', 'CHANGED_MEANWHILE'])
    for (const days of [-1, 0, 4 * 365])
      expect(codeOf(await change({ partial: true }, inDays(days)))).toBe('REQUEST_MALFORMED')
    expect((await read()).versions).toEqual(versions)
  })

  test('twenty at once based on the same version: one is done', async () => {
    const { versions } = await read()
    const [newest] = versions
    if (!newest) throw new Error('a program has rules')
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        server.operator.call('change-rules', {
          ...{ programId, basedOn: newest.version, reason: 'At once', validFrom: null },
          rules: { ...newest.rules, reloadsMax: 10 + index },
        }),
      ),
    )
    expect(replies.filter(({ ok }) => ok)).toHaveLength(1)
    expect((await read()).program.ruleVersion).toBe(newest.version + 1)
  })

  test('what the law of the place forbids is refused with the fact and where it stands', async () => {
    const expiry = { months: 24, from: 'last_load', valueTo: 'suspense' } as const
    const reply = await change({ profile: 'us-federal', affiliated: true, expiry })
    expect(codeOf(reply)).toBe('REQUEST_MALFORMED')
    expect(messageOf(reply)).toContain('at least 60 months')
    expect(messageOf(reply)).toContain('Source: 12 CFR 1005.20')
    done(await change({ profile: 'us-federal', expiry: { ...expiry, months: 60 } }))
  })

  test('accepted at a list: locations of the network, each once, and the list counts at once', async () => {
    const { database } = server.context
    const { locationId } = server.location
    expect(codeOf(await change({ acceptedAt: [locationId, locationId] }))).toBe('NOT_FOUND')
    const elsewhere = await createNetwork(server.context, 'Elsewhere')
    const far = done(
      await createLocation(server.context, elsewhere, {
        ...{ name: 'Far', email: 'far@shop.example', currency: currency('USD'), timeZone: 'UTC' },
      }),
    )
    expect(codeOf(await change({ acceptedAt: [far.locationId] }))).toBe('NOT_FOUND')
    done(await change({ acceptedAt: [] }))
    expect(await isAcceptedAt(database, programId, locationId)).toBe(false)
    done(await change({ acceptedAt: [locationId] }))
    expect(await isAcceptedAt(database, programId, locationId)).toBe(true)
  })

  test('rules that contradict each other, or that are none: refused by their field', async () => {
    for (const rules of [
      { loadMaxMinor: minor(100) },
      { balanceMaxMinor: minor(600) },
      { reloadable: false, reloadsMax: 2 },
      { pinLength: 3 },
      { voidWindowMs: 0 },
    ])
      expect(codeOf(await change(rules))).toBe('REQUEST_MALFORMED')
  })

  test('only operators change them; everybody of the network reads them, nobody else', async () => {
    await server.addStaff('support', 'sam@network.example')
    const support = adminBrowser(server.url)
    done(await support.call('sign-in', { email: 'sam@network.example', password: PASSWORD }))
    const { versions } = done(await support.call('read-program', { programId }))
    const [newest] = versions
    if (!newest) throw new Error('a program has rules')
    const asked = { programId, basedOn: newest.version, reason: 'Let me', validFrom: null }
    const rules = { ...newest.rules, partial: true }
    expect(codeOf(await support.call('change-rules', { ...asked, rules }))).toBe('NOT_PERMITTED')
    const other = '01890000-0000-7000-8000-000000000000' as ProgramId
    expect(codeOf(await server.operator.call('read-program', { programId: other }))).toBe(
      'NOT_FOUND',
    )
  })

  test('the facts of each place are there to be read, and the change is in the audit', async () => {
    const { profiles } = done(await server.operator.call('list-profiles', {}))
    const california = profiles.find(({ profileId }) => profileId === 'us-ca')
    expect(california?.affiliated.map(({ about }) => about)).toEqual([
      ...['expiry', 'dormancyFee', 'purchaseFee', 'cashOut', 'cashOut'],
    ])
    const rows = await server.context.database.read
      .selectFrom('audit')
      .where('action', '=', 'program-rules-change')
      .select('detail')
      .execute()
    expect(rows.length).toBe((await read()).versions.length - 1)
  })
})

describe('what rules change at once', () => {
  test('the length of the PINs of new cards', async () => {
    done(await change({ acceptedAt: 'network', partial: true, pinLength: 5 }))
    const issued = done(
      await server.operator.call('issue-card', {
        ...{ requestId: 'five-digits', programId, amountMinor: 1000, fundedBy: 'cash' },
      }),
    )
    expect(issued.pin).toMatch(/^\d{5}$/)
    const stocked = done(
      await server.operator.call('stock-cards', { programId, name: 'Five', count: 2 }),
    )
    expect(stocked.cards.every(({ pin }) => pin.length === 5)).toBe(true)
  })
})
