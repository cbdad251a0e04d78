import { expect, test } from 'vitest'
import { startOfDayMs } from '../../../../server/ledger/calendar.ts'
import type { Caller, LedgerRequest, NewCard } from '../../../../server/ledger/request.ts'
import type { ProgramId } from '../../../../src/contract/ids.ts'
import { currency, minor } from '../../../../src/contract/money.ts'
import type { ProgramRules } from '../../../../src/contract/program-rules.ts'
import { cashOut, credit } from '../../ledger/corrections.ts'
import { newId } from '../../ledger/names.ts'
import {
  addLocation,
  addProgram,
  cardWith,
  run,
  runRefused,
  type TestNetwork,
} from '../../ledger/network.ts'
import { addVersion, type ProgramSettings, rulesWith, TEST_RULES } from '../../ledger/programs.ts'
import { activate, fund, newCard, redeem, refund, voidRequest } from '../../ledger/requests.ts'
import type { Engine } from '../engines.ts'
import { onLedger } from '../on-ledger.ts'

let network: TestNetwork

const DAY_MS = 86_400_000

/** Rules are versions, and each operation meets the one that is valid. */
export function describeRules(engine: Engine): void {
  onLedger(
    engine,
    (opened) => {
      network = opened
    },
    () => {
      versions()
      limits()
      returns()
      pins()
      cashOutsByRight()
    },
  )
}

/** A program of its own, and a card of it. */
async function programOf(settings: ProgramSettings): Promise<ProgramId> {
  const programId = newId<ProgramId>()
  await addProgram(network.database, network.networkId, { ...settings, id: programId })
  return programId
}

async function cardOf(settings: ProgramSettings, amount = 5000, more: Partial<NewCard> = {}) {
  const programId = await programOf(settings)
  return { programId, card: await cardWith(network, amount, { programId, ...more }) }
}

function change(
  programId: ProgramId,
  version: number,
  rules: Partial<ProgramRules>,
  validFromMs?: number,
): Promise<void> {
  const at = { version, nowMs: network.clock.nowMs, ...(validFromMs && { validFromMs }) }
  return addVersion(network.database, programId, rulesWith(TEST_RULES, { rules }), at)
}

/** An operation by the id that its caller gave it. */
function named({ requestId }: Pick<LedgerRequest, 'requestId'>) {
  return { by: 'request', requestId } as const
}

/** The version that the operation with this id recorded, with what became of it. */
async function recorded({ requestId }: { readonly requestId: string }) {
  return network.database.read
    .selectFrom('journal')
    .where('request_id', '=', requestId)
    .select(['outcome', 'rule_version'])
    .executeTakeFirst()
}

function versions(): void {
  test('a change at once: the next operation meets it, and both rows say which they met', async () => {
    const { programId, card } = await cardOf({})
    const before = fund(network.station, card, 1000)
    await run(network, before)
    await change(programId, 2, { loadMaxMinor: minor(900) })
    const after = fund(network.station, card, 1000)
    expect(await runRefused(network, after)).toBe('LIMIT_SINGLE_LOAD')
    expect(await recorded(before)).toEqual({ outcome: 'posted', rule_version: 1 })
    expect(await recorded(after)).toEqual({ outcome: 'refused', rule_version: 2 })
  })

  test('a planned change: valid from its very millisecond on, also after a restart', async () => {
    const { programId, card } = await cardOf({})
    const fromMs = network.clock.nowMs + 60_000
    await change(programId, 2, { partial: false }, fromMs)
    const short = () => redeem(network.station, card, 9000, { partial: 'allow' })
    await network.reopen()
    network.clock.nowMs = fromMs - 1
    expect(await run(network, short())).toMatchObject({ appliedMinor: 5000 })
    await run(network, fund(network.station, card, 5000))
    network.clock.nowMs = fromMs
    expect(await runRefused(network, short())).toBe('INSUFFICIENT_FUNDS')
  })

  test('what is decided last counts: a plan that it overtakes never becomes valid', async () => {
    const { programId, card } = await cardOf({})
    const fromMs = network.clock.nowMs + 60_000
    await change(programId, 2, { reloadable: false }, fromMs)
    await change(programId, 3, { reloadable: true })
    network.clock.nowMs = fromMs + 1
    const load = fund(network.station, card, 1000)
    await run(network, load)
    expect(await recorded(load)).toMatchObject({ rule_version: 3 })
  })

  test('versions follow one another, begin at no time that has passed, and are never changed', async () => {
    const programId = await programOf({})
    await expect(change(programId, 3, {})).rejects.toThrow('no version 3')
    await expect(change(programId, 2, {}, network.clock.nowMs - 1)).rejects.toThrow('no version 2')
    const { database } = network
    const touched = [
      database.read.updateTable('program_rule').set({ reason: 'another' }).compile(),
      database.read.deleteFrom('program_rule').compile(),
    ]
    for (const query of touched) expect(await database.write([{ query }])).toBe(false)
  })
}

function limits(): void {
  test('loads: as often as the program allows, and a void gives one back', async () => {
    const { card } = await cardOf({ rules: { reloadsMax: 2 } })
    const [first, second] = [fund(network.station, card, 500), fund(network.station, card, 500)]
    await run(network, first)
    await run(network, second)
    const third = () => fund(network.station, card, 500)
    expect(await runRefused(network, third())).toBe('LIMIT_RELOADS')
    await run(network, voidRequest(network.station, first.requestId))
    await run(network, third())
    expect(await runRefused(network, third())).toBe('LIMIT_RELOADS')
  })

  test('many loads at once: never one too many', async () => {
    const { card } = await cardOf({ rules: { reloadsMax: 5 } })
    const { ledger } = network.database
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => ledger.execute(fund(network.station, card, 100))),
    )
    expect(replies.filter(({ reply }) => reply.ok)).toHaveLength(5)
  })

  test('a redemption in part, where the program has none: all or nothing', async () => {
    const { card } = await cardOf({ rules: { partial: false } })
    const short = redeem(network.station, card, 5001, { partial: 'allow' })
    expect(await runRefused(network, short)).toBe('INSUFFICIENT_FUNDS')
    const whole = redeem(network.station, card, 5000, { partial: 'allow' })
    expect(await run(network, whole)).toMatchObject({ appliedMinor: 5000 })
  })
}

function returns(): void {
  const none = { rules: { returns: { toCard: false, windowDays: null } } }

  test('returns: none to the card, but what was a mistake can be undone in time', async () => {
    const { card } = await cardOf(none)
    const taken = redeem(network.station, card, 1000)
    await run(network, taken)
    expect(await runRefused(network, refund(network.station, named(taken), 100))).toBe(
      'OPERATION_NOT_ALLOWED',
    )
    expect(await runRefused(network, credit(network.station, card, 100))).toBe(
      'OPERATION_NOT_ALLOWED',
    )
    expect(await run(network, voidRequest(network.station, taken.requestId))).toMatchObject({
      kind: 'void',
    })
  })

  test('returns: a void after its window is one, and is refused where there are none', async () => {
    const { card } = await cardOf(none)
    const taken = redeem(network.station, card, 1000)
    await run(network, taken)
    network.clock.nowMs += DAY_MS + 1
    const late = voidRequest(network.station, taken.requestId)
    expect(await runRefused(network, late)).toBe('OPERATION_NOT_ALLOWED')
  })

  test('returns: until the last millisecond of their days', async () => {
    const { card } = await cardOf({ rules: { returns: { toCard: true, windowDays: 30 } } })
    const taken = redeem(network.station, card, 1000)
    const { committedAtMs } = await run(network, taken)
    network.clock.nowMs = committedAtMs + 30 * DAY_MS
    await run(network, refund(network.station, named(taken), 100))
    network.clock.nowMs += 1
    expect(await runRefused(network, refund(network.station, named(taken), 100))).toBe(
      'OPERATION_NOT_ALLOWED',
    )
  })
}

function pins(): void {
  const CHANNELS = ['station', 'webstore', 'admin', 'oms', 'pos', 'shop'] as const
  test.each([
    ['cardPresent', ['station']],
    ['online', ['webstore', 'shop']],
    ['phone', ['admin']],
    ['api', ['oms', 'pos']],
  ] as const)('a PIN asked %s: there and nowhere else', async (situation, asked) => {
    const pin = { ...TEST_RULES.pin, [situation]: true }
    const { card } = await cardOf({ rules: { pin } }, 5000, { pinHash: 'a hash' })
    for (const channel of CHANNELS) {
      const from: Caller = { ...network.station, channel }
      const isAsked = (asked as readonly string[]).includes(channel)
      const { reply } = await network.database.ledger.execute(redeem(from, card, 1))
      expect(reply.ok, channel).toBe(!isAsked)
    }
  })
}

function cashOutsByRight(): void {
  const byRight = { byRight: true }

  test('a holder who asks is paid out what the program says, whole, and not a cent more', async () => {
    const { card } = await cardOf({ rules: { cashOutUpToMinor: minor(500) } }, 501)
    const part = cashOut(network.station, card, 500, byRight)
    expect(await runRefused(network, part)).toBe('OPERATION_NOT_ALLOWED')
    const all = () => cashOut(network.station, card, null, byRight)
    expect(await runRefused(network, all())).toBe('OPERATION_NOT_ALLOWED')
    await run(network, redeem(network.station, card, 1))
    expect(await run(network, all())).toMatchObject({ appliedMinor: 500, balanceMinor: 0 })
  })

  test('a holder has no such right where nothing gives it; a key with the scope needs none', async () => {
    const { card } = await cardOf({}, 200)
    expect(await runRefused(network, cashOut(network.station, card, null, byRight))).toBe(
      'OPERATION_NOT_ALLOWED',
    )
    expect(await run(network, cashOut(network.station, card, null))).toMatchObject({
      appliedMinor: 200,
    })
  })

  test('the law of a place: more from the day on from which it says so', async () => {
    const dollars = newId<typeof network.here>()
    await addLocation(network.database, network.networkId, dollars, { currency: 'USD' })
    const from = { ...network.station, locationId: dollars }
    const programId = await programOf({
      ...{ currency: 'USD', time_zone: 'America/Los_Angeles' },
      rules: { profile: 'us-ca', affiliated: true },
    })
    const usd = { currency: currency('USD') }
    const card = newCard(programId)
    await run(network, activate(network.webstore, { by: 'new', card }, 1200, usd))
    const selector = { by: 'id', cardId: card.cardId } as const
    const out = () => cashOut(from, selector, null, { ...byRight, ...usd })
    const firstMs = startOfDayMs('2026-04-01', 'America/Los_Angeles')
    expect(network.clock.nowMs).toBeLessThan(firstMs)
    network.clock.nowMs = firstMs - 1
    expect(await runRefused(network, out())).toBe('OPERATION_NOT_ALLOWED')
    network.clock.nowMs = firstMs
    expect(await run(network, out())).toMatchObject({ appliedMinor: 1200 })
  })
}
