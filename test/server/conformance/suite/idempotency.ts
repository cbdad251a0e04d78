import { describe, expect, test } from 'vitest'
import type { RequestId } from '../../../../src/contract/ids.ts'
import { caller } from '../../ledger/names.ts'
import { cardWith, run, runRefused, type TestNetwork } from '../../ledger/network.ts'
import {
  activate,
  newCard,
  redeem,
  refund,
  voidOperation,
  voidRequest,
} from '../../ledger/requests.ts'
import type { Engine } from '../engines.ts'
import { balanceOf, journalRows } from '../figures.ts'
import { onLedger } from '../on-ledger.ts'

let network: TestNetwork

/** Request ids and business keys: nothing is done twice. */
export function describeIdempotency(engine: Engine): void {
  onLedger(
    engine,
    (opened) => {
      network = opened
    },
    () => {
      describe('request ids', requestIds)
      describe('business keys', businessKeys)
    },
  )
}

function requestIds(): void {
  test('the same id and content: the stored answer byte for byte, but replayed', async () => {
    const request = redeem(network.station, await cardWith(network, 5000), 2500)
    const { reply: first } = await network.database.ledger.execute(request)
    network.clock.nowMs += 3_600_000
    const { reply: again } = await network.database.ledger.execute(request)
    const expected = JSON.stringify(first).replace('"replayed":false', '"replayed":true')
    expect(expected).not.toBe(JSON.stringify(first))
    expect(JSON.stringify(again)).toBe(expected)
  })

  test('the same id and content twice in one group: one operation', async () => {
    const card = await cardWith(network, 5000)
    const request = redeem(network.station, card, 1000)
    const answers = await Promise.all(Array.from({ length: 10 }, () => run(network, request)))
    expect(answers.filter((answer) => !answer.replayed)).toHaveLength(1)
    expect(new Set(answers.map((answer) => answer.operationId)).size).toBe(1)
    expect(await balanceOf(network, card)).toBe(4000)
  })

  test('a refusal is given again as it was; that it is one from the record stands aside', async () => {
    const { ledger } = network.database
    const card = await cardWith(network, 100)
    const request = redeem(network.station, card, 2500)
    const first = await ledger.execute(request)
    expect(first.aside).toBeUndefined()
    await ledger.execute(redeem(network.station, card, 100))
    const { key } = network.station
    for (const again of [
      await ledger.execute(request),
      await ledger.outcome(key, request.requestId),
    ]) {
      expect(JSON.stringify(again?.reply)).toBe(JSON.stringify(first.reply))
      expect(again?.aside).toEqual({ replayed: true })
    }
    const other = await ledger.execute({ ...request, contentHash: new Uint8Array(32) })
    expect(other.reply).toMatchObject({ refusal: { code: 'REQUEST_ID_REUSED' } })
    expect(other.aside).toBeUndefined()
  })

  test('the same id and other content: refused, and nothing is stored', async () => {
    const card = await cardWith(network, 5000)
    const request = redeem(network.station, card, 1000)
    const { operationId } = await run(network, request)
    const rows = await journalRows(network)
    const other = redeem(network.station, card, 1001, { requestId: request.requestId })
    expect(await runRefused(network, other)).toBe('REQUEST_ID_REUSED')
    expect(await journalRows(network)).toBe(rows)
    expect(await run(network, request)).toMatchObject({ operationId, replayed: true })
  })

  test('two callers may use the same id', async () => {
    const card = await cardWith(network, 5000)
    const first = redeem(network.station, card, 1000)
    const other = redeem(caller('device:two', network.here), card, 1000, {
      requestId: first.requestId,
    })
    await run(network, first)
    expect(await run(network, other)).toMatchObject({ replayed: false, balanceMinor: 3000 })
  })

  test('outcome: the stored reply, and undefined for an id that never came', async () => {
    const request = redeem(network.station, await cardWith(network, 5000), 2500)
    const { ledger } = network.database
    expect(await ledger.outcome(request.caller.key, request.requestId)).toBeUndefined()
    const answer = await run(network, request)
    const stored = await ledger.outcome(request.caller.key, request.requestId)
    expect(stored?.reply).toEqual({ ok: true, value: { ...answer, replayed: true } })
    expect(await ledger.outcome('device:two', request.requestId)).toBeUndefined()
  })

  test('a sealed answer is handed out again inside its window, to a retry too', async () => {
    const sealed = new Uint8Array([1, 2, 3])
    const expiresAtMs = network.clock.nowMs + 1000
    const order = { orderId: 'S-1', lineId: '1', allowRepeat: false }
    const more = { order, sealedAnswer: { sealed, expiresAtMs } }
    const card = newCard(network.programId)
    const request = activate(network.webstore, { by: 'new', card }, 5000, more)
    const retry = activate(
      network.webstore,
      { by: 'new', card: newCard(network.programId) },
      5000,
      {
        order,
        sealedAnswer: { sealed: new Uint8Array([9]), expiresAtMs },
      },
    )
    const { ledger } = network.database
    await ledger.execute(request)
    const bytes = [...sealed]
    expect([...((await ledger.execute(request)).sealedAnswer ?? [])]).toEqual(bytes)
    expect([...((await ledger.execute(retry)).sealedAnswer ?? [])]).toEqual(bytes)
    network.clock.nowMs += 1000
    expect((await ledger.execute(request)).sealedAnswer).toBeNull()
  })
}

function businessKeys(): void {
  const order = (orderId: string, allowRepeat = false) => ({ orderId, lineId: null, allowRepeat })

  test('a retry under a new id gets the first answer, and moves nothing', async () => {
    const card = await cardWith(network, 5000)
    const first = redeem(network.station, card, 1000, { order: order('B-1') })
    const answer = await run(network, first)
    const retry = await run(network, redeem(network.station, card, 1000, { order: order('B-1') }))
    expect(retry).toEqual({ ...answer, replayed: true, replayedOf: first.requestId })
    expect(await balanceOf(network, card)).toBe(4000)
  })

  test('a retry keeps its answer under its own id', async () => {
    const card = await cardWith(network, 5000)
    const first = redeem(network.station, card, 1000, { order: order('B-2') })
    await run(network, first)
    const retry = redeem(network.station, card, 1000, { order: order('B-2') })
    const answer = await run(network, retry)
    expect(await run(network, retry)).toEqual(answer)
  })

  test('a repeat of an answer that the caller has: refused on record, also after a restart', async () => {
    const card = await cardWith(network, 5000)
    const first = redeem(network.station, card, 1000, { order: order('B-9') })
    const { operationId } = await run(network, first)
    const knowing = { ...order('B-9'), knownFirst: first.requestId }
    const second = redeem(network.station, card, 1000, { order: knowing })
    const { reply } = await network.database.ledger.execute(second)
    expect(reply).toMatchObject({ ok: false, refusal: { code: 'POSSIBLE_DUPLICATE' } })
    expect(JSON.stringify(reply)).toContain(operationId)
    await network.reopen()
    // Who was sure before the restart is not any more: what is on record stays.
    const again = { ...second, order: order('B-9') }
    expect((await network.database.ledger.execute(again)).reply).toEqual(reply)
    const stored = await network.database.ledger.outcome(network.station.key, second.requestId)
    expect(stored?.reply).toEqual(reply)
    expect(await run(network, voidRequest(network.station, second.requestId))).toMatchObject({
      applied: false,
    })
    expect(await balanceOf(network, card)).toBe(4000)
  })

  test('an answer of another request that the caller has makes no duplicate', async () => {
    const card = await cardWith(network, 5000)
    const first = redeem(network.station, card, 1000, { order: order('B-10') })
    await run(network, first)
    const knowing = { ...order('B-10'), knownFirst: network.station.key as RequestId }
    const retry = await run(network, redeem(network.station, card, 1000, { order: knowing }))
    expect(retry).toMatchObject({ replayed: true, replayedOf: first.requestId })
  })

  test.each<[string, Parameters<typeof redeem>[3] & { amount?: number }]>([
    ['another order', { order: order('B-4') }],
    ['another line', { order: { orderId: 'B-3', lineId: '2', allowRepeat: false } }],
    ['another amount', { order: order('B-3'), amount: 999 }],
    ['a repeat that is meant', { order: order('B-3', true) }],
  ])('%s is another operation', async (_name, { amount, ...more }) => {
    const card = await cardWith(network, 5000)
    await run(network, redeem(network.station, card, 1000, { order: order('B-3') }))
    const second = await run(network, redeem(network.station, card, amount ?? 1000, more))
    expect(second.replayed).toBe(false)
  })

  test('a retry after a refusal is executed: nothing was done the first time', async () => {
    const card = await cardWith(network, 500)
    expect(
      await runRefused(network, redeem(network.station, card, 1000, { order: order('B-5') })),
    ).toBe('INSUFFICIENT_FUNDS')
    const other = await cardWith(network, 5000)
    await run(network, redeem(network.station, other, 1000, { order: order('B-5') }))
    expect(await balanceOf(network, other)).toBe(4000)
  })

  test('after a void the order may be done again', async () => {
    const card = await cardWith(network, 5000)
    const first = redeem(network.station, card, 1000, { order: order('B-6') })
    await run(network, first)
    await run(network, voidRequest(network.station, first.requestId))
    const again = await run(network, redeem(network.station, card, 1000, { order: order('B-6') }))
    expect(again).toMatchObject({ replayed: false, balanceMinor: 4000 })
  })

  test('after a refund of the whole the order may be done again, after one of a part not', async () => {
    const card = await cardWith(network, 5000)
    const first = redeem(network.station, card, 1000, { order: order('B-8') })
    await run(network, first)
    const original = { by: 'request', requestId: first.requestId } as const
    await run(network, refund(network.station, original, 400))
    const retry = () => redeem(network.station, card, 1000, { order: order('B-8') })
    expect(await run(network, retry())).toMatchObject({ replayed: true })
    await run(network, refund(network.station, original, 600))
    expect(await run(network, retry())).toMatchObject({ replayed: false, balanceMinor: 4000 })
  })

  test('a void of a retry undoes the first, by id and by operation', async () => {
    const card = await cardWith(network, 5000)
    const first = redeem(network.station, card, 1000, { order: order('B-7') })
    const { operationId } = await run(network, first)
    const retry = redeem(network.station, card, 1000, { order: order('B-7') })
    await run(network, retry)
    const undone = await run(network, voidRequest(network.station, retry.requestId))
    expect(undone).toMatchObject({ appliedMinor: 1000, originalOperationId: operationId })
    expect(await run(network, voidOperation(network.station, operationId))).toMatchObject({
      alreadyVoided: true,
    })
  })
}
