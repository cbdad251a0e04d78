import { expect, test } from 'vitest'
import { caller } from '../../ledger/names.ts'
import { cardWith, run, type TestNetwork } from '../../ledger/network.ts'
import { redeem, refund, voidRequest } from '../../ledger/requests.ts'
import type { Engine } from '../engines.ts'
import { onLedger } from '../on-ledger.ts'

let network: TestNetwork

/** Many requests at once on one card. */
export function describeConcurrency(engine: Engine): void {
  onLedger(
    engine,
    (opened) => {
      network = opened
    },
    () => {
      manyAtOnce()
    },
  )
}

function manyAtOnce(): void {
  test('200 redemptions of 1.00 against 100.00: exactly 100 are done', async () => {
    const card = await cardWith(network, 10_000)
    const replies = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        network.database.ledger.execute(
          redeem(caller(`device:${index % 20}`, network.here), card, 100),
        ),
      ),
    )
    const done = replies.filter(({ reply }) => reply.ok)
    expect(done).toHaveLength(100)
    const codes = replies.flatMap(({ reply }) =>
      !reply.ok && 'refusal' in reply ? [reply.refusal.code] : [],
    )
    expect(codes).toEqual(Array.from({ length: 100 }, () => 'INSUFFICIENT_FUNDS'))
  })

  test('50 refunds of 1.00 of a redemption of 10.00: exactly 10 are done', async () => {
    const card = await cardWith(network, 1000)
    const { operationId } = await run(network, redeem(network.station, card, 1000))
    const original = { by: 'operation', operationId } as const
    const replies = await Promise.all(
      Array.from({ length: 50 }, () =>
        network.database.ledger.execute(refund(network.station, original, 100)),
      ),
    )
    expect(replies.filter(({ reply }) => reply.ok)).toHaveLength(10)
  })

  test('20 voids of one redemption: value comes back once', async () => {
    const card = await cardWith(network, 1000)
    const taken = redeem(network.station, card, 600)
    await run(network, taken)
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => run(network, voidRequest(network.station, taken.requestId))),
    )
    expect(answers.filter((answer) => answer.appliedMinor === 600)).toHaveLength(1)
    expect(answers.filter((answer) => answer.alreadyVoided)).toHaveLength(19)
    expect(answers.at(-1)?.balanceMinor).toBe(1000)
  })

  test('a redemption and its void at once: whichever is first, nothing is taken', async () => {
    const card = await cardWith(network, 1000)
    const taken = redeem(network.station, card, 600)
    const undo = voidRequest(network.station, taken.requestId)
    const { ledger } = network.database
    await Promise.all([ledger.execute(undo), ledger.execute(taken)])
    const other = redeem(network.station, card, 600)
    await Promise.all([
      ledger.execute(other),
      ledger.execute(voidRequest(network.station, other.requestId)),
    ])
    expect(await run(network, redeem(network.station, card, 1000))).toMatchObject({
      balanceMinor: 0,
    })
  })
}
