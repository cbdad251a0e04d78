import { expect, test } from 'vitest'
import { dayAfter, monthsAfter, startOfDayMs } from '../../../../server/ledger/calendar.ts'
import type { ProgramId } from '../../../../src/contract/ids.ts'
import type { ProgramRules } from '../../../../src/contract/program-rules.ts'
import { expire, extend, standing } from '../../ledger/corrections.ts'
import { newId } from '../../ledger/names.ts'
import { addProgram, cardWith, run, runRefused, type TestNetwork } from '../../ledger/network.ts'
import { addVersion, type ProgramSettings, rulesWith, TEST_RULES } from '../../ledger/programs.ts'
import { fund, redeem, voidRequest } from '../../ledger/requests.ts'
import type { Engine } from '../engines.ts'
import { onLedger } from '../on-ledger.ts'

let network: TestNetwork

const DAY_MS = 86_400_000

/** How long cards live, and what ends and extends them. */
export function describeLives(engine: Engine): void {
  onLedger(
    engine,
    (opened) => {
      network = opened
    },
    () => {
      lives()
    },
  )
}

async function cardOf(settings: ProgramSettings) {
  const programId = newId<ProgramId>()
  await addProgram(network.database, network.networkId, { ...settings, id: programId })
  return { programId, card: await cardWith(network, 5000, { programId }) }
}

function lives(): void {
  const zone = 'Europe/Paris'
  const dated = (from: 'issue' | 'last_load', months = 2): ProgramSettings => ({
    time_zone: zone,
    rules: { expiry: { months, from, valueTo: 'suspense' } },
  })
  const endOf = (timeMs: number, months = 2) => {
    const today = new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(timeMs)
    return startOfDayMs(dayAfter(monthsAfter(today, months)), zone)
  }

  test('a card lives to the end of its last day, whether or not anybody ended it', async () => {
    const { card } = await cardOf(dated('issue'))
    const endMs = endOf(network.clock.nowMs)
    expect(await dateOf(card)).toBe(endMs)
    network.clock.nowMs = endMs - 1
    await run(network, redeem(network.station, card, 100))
    network.clock.nowMs = endMs
    expect(await runRefused(network, redeem(network.station, card, 100))).toBe('CARD_EXPIRED')
    expect(await runRefused(network, fund(network.station, card, 500))).toBe('CARD_EXPIRED')
  })

  test('a load moves the date where the rule says so, and never back', async () => {
    const moving = await cardOf(dated('last_load'))
    const fixed = await cardOf(dated('issue'))
    const firstMs = endOf(network.clock.nowMs)
    network.clock.nowMs += 40 * DAY_MS
    await run(network, fund(network.station, moving.card, 500))
    await run(network, fund(network.station, fixed.card, 500))
    expect(await dateOf(fixed.card)).toBe(firstMs)
    const laterMs = endOf(network.clock.nowMs)
    expect(await dateOf(moving.card)).toBe(laterMs)
    const shorter = rulesWith(TEST_RULES, dated('last_load', 1))
    await change(moving.programId, 2, shorter)
    await run(network, fund(network.station, moving.card, 500))
    expect(await dateOf(moving.card)).toBe(laterMs)
    await change(moving.programId, 3, TEST_RULES)
    await run(network, fund(network.station, moving.card, 500))
    expect(await dateOf(moving.card)).toBeNull()
  })

  test('an ended card that is extended is active again and has its value, once', async () => {
    const { card } = await cardOf(dated('issue'))
    const endMs = endOf(network.clock.nowMs)
    network.clock.nowMs = endMs
    const ended = expire(network.webstore, card)
    const { operationId } = await run(network, ended)
    const untilMs = endMs + 30 * DAY_MS
    const given = () => extend(network.webstore, card, untilMs)
    expect(await run(network, given())).toMatchObject({
      ...{ kind: 'extend', cardState: 'active', appliedMinor: 5000, balanceMinor: 5000 },
      originalOperationId: operationId,
    })
    expect(await runRefused(network, given())).toBe('CARD_STATE_CONFLICT')
    expect(await run(network, extend(network.webstore, card, null))).toMatchObject({
      ...{ appliedMinor: 0, balanceMinor: 5000 },
    })
    expect(await dateOf(card)).toBeNull()
    expect(await runRefused(network, given())).toBe('CARD_STATE_CONFLICT')
  })

  test('a blocked card that is ended and extended is still blocked, until it may go on', async () => {
    const { card } = await cardOf(dated('issue'))
    await run(network, standing('block', network.webstore, card))
    const endMs = endOf(network.clock.nowMs)
    network.clock.nowMs = endMs
    await run(network, expire(network.webstore, card))
    const again = extend(network.webstore, card, endMs + 30 * DAY_MS)
    expect(await run(network, again)).toMatchObject({
      ...{ kind: 'extend', cardState: 'blocked', appliedMinor: 5000, balanceMinor: 5000 },
    })
    expect(await runRefused(network, redeem(network.station, card, 1))).toBe('CARD_BLOCKED')
    await run(network, standing('unblock', network.webstore, card))
    expect(await run(network, redeem(network.station, card, 1))).toMatchObject({ applied: true })
  })

  test('an extension brings no date nearer, and is not undone', async () => {
    const { card } = await cardOf(dated('issue'))
    const endMs = endOf(network.clock.nowMs)
    const nearer = extend(network.webstore, card, endMs)
    expect(await runRefused(network, nearer)).toBe('CARD_STATE_CONFLICT')
    const later = extend(network.webstore, card, endMs + DAY_MS)
    await run(network, later)
    expect(await runRefused(network, voidRequest(network.webstore, later.requestId))).toBe(
      'ORIGINAL_NOT_REVERSIBLE',
    )
  })
}

async function dateOf({ cardId }: { readonly cardId: string }): Promise<number | null> {
  const row = await network.database.read
    .selectFrom('card')
    .select('expires_at_ms')
    .where('uid', '=', cardId)
    .executeTakeFirstOrThrow()
  return row.expires_at_ms
}

function change(programId: ProgramId, version: number, rules: ProgramRules): Promise<void> {
  const { database, clock } = network
  return addVersion(database, programId, rules, { version, nowMs: clock.nowMs })
}
