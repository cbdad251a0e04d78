import { expect, test } from 'vitest'
import { readBooks } from '../../../../server/storage/index.ts'
import type { ProgramId } from '../../../../src/contract/ids.ts'
import { operationAnswerSchema } from '../../../../src/contract/operations.ts'
import { standing } from '../../ledger/corrections.ts'
import { hold, release } from '../../ledger/holds.ts'
import { merge, replace } from '../../ledger/moves.ts'
import { newId } from '../../ledger/names.ts'
import {
  addProgram,
  cardWith,
  run,
  runRefused,
  stockedCard,
  type TestNetwork,
} from '../../ledger/network.ts'
import { activate, fund, newCard, redeem, voidRequest } from '../../ledger/requests.ts'
import type { Engine } from '../engines.ts'
import { balanceOf } from '../figures.ts'
import { onLedger } from '../on-ledger.ts'

let network: TestNetwork

/** One card in the place of another. */
export function describeMoves(engine: Engine): void {
  onLedger(
    engine,
    (opened) => {
      network = opened
    },
    () => {
      merges()
      mergesThatAreNotDone()
      replacements()
      freshReplacements()
    },
  )
}

function merges(): void {
  test('merge: all of one card on the other, which the answer shows, and the first is replaced', async () => {
    const [card, into] = [
      await cardWith(network, 5000, { lastFour: '1111' }),
      await cardWith(network, 700),
    ]
    const before = await books()
    const answer = await run(network, merge(network.station, card, into))
    expect(operationAnswerSchema.parse(answer)).toMatchObject({
      ...{ kind: 'merge', requestedMinor: 0, appliedMinor: 5000, balanceMinor: 5700 },
      ...{ cardState: 'active', cardLastFour: '4242', replacedLastFour: '1111' },
    })
    expect(await stateOf(card)).toEqual({ state: 'replaced', balance_minor: 0 })
    // Nothing came into being, and nothing is on its way.
    expect(await books()).toMatchObject({
      ...{ liabilityMinor: before?.liabilityMinor, clearingMinor: before?.clearingMinor },
      ...{ entriesSumMinor: 0, suspenseMinor: before?.suspenseMinor },
    })
  })

  test('merge: the same request again is answered the same, another one finds the card closed', async () => {
    const [card, into] = [await cardWith(network, 5000), await cardWith(network, 700)]
    const request = merge(network.station, card, into)
    const first = await run(network, request)
    expect(await run(network, request)).toEqual({ ...first, replayed: true })
    expect(await runRefused(network, merge(network.station, card, into))).toBe('CARD_DEACTIVATED')
    for (const again of [redeem, fund])
      expect(await runRefused(network, again(network.station, card, 500))).toBe('CARD_DEACTIVATED')
    expect(await balanceOf(network, into)).toBe(5700)
  })

  test('merge: an emptied card that cannot be loaded is active again with what it received', async () => {
    const programId = newId<ProgramId>()
    await addProgram(network.database, network.networkId, { id: programId, reloadable: 0 })
    const [card, into] = [
      await cardWith(network, 5000, { programId }),
      await cardWith(network, 700, { programId }),
    ]
    expect(await run(network, redeem(network.station, into, 700))).toMatchObject({
      cardState: 'redeemed_out',
    })
    expect(await run(network, merge(network.station, card, into))).toMatchObject({
      ...{ cardState: 'active', balanceMinor: 5000 },
    })
  })

  test('merge: each card has its row, next to each other, and their accounts meet in between', async () => {
    const [card, into] = [await cardWith(network, 5000), await cardWith(network, 700)]
    const request = merge(network.station, card, into)
    await run(network, request)
    const rows = await network.database.read
      .selectFrom('journal')
      .innerJoin('card', 'card.id', 'journal.card_id')
      .select(['journal.id', 'line', 'uid', 'debit_account', 'credit_account', 'amount_minor'])
      .where('request_id', '=', request.requestId)
      .orderBy('line')
      .execute()
    const between = `transfer:${network.networkId}`
    expect(rows).toMatchObject([
      { line: 0, uid: into.cardId, debit_account: between, amount_minor: 5000 },
      { line: 1, uid: card.cardId, credit_account: between, amount_minor: 5000 },
    ])
    expect((rows[1]?.id ?? 0) - (rows[0]?.id ?? 0)).toBe(1)
  })

  test('merge: of 40 callers at once one does it, and the value is there once', async () => {
    const card = await cardWith(network, 5000)
    const targets = await Promise.all(Array.from({ length: 4 }, () => cardWith(network, 100)))
    const replies = await Promise.all(
      Array.from({ length: 40 }, (_, at) =>
        network.database.ledger.execute(merge(network.station, card, targets[at % 4] ?? card)),
      ),
    )
    expect(replies.filter(({ reply }) => reply.ok)).toHaveLength(1)
    const balances = await Promise.all(targets.map((target) => balanceOf(network, target)))
    expect(balances.reduce((sum, balance) => sum + balance, 0)).toBe(5400)
  })

  test('merge: two cards merged into each other at once: one of them remains with all', async () => {
    const [one, other] = [await cardWith(network, 1000), await cardWith(network, 300)]
    const replies = await Promise.all(
      [merge(network.station, one, other), merge(network.station, other, one)].map((request) =>
        network.database.ledger.execute(request),
      ),
    )
    expect(replies.filter(({ reply }) => reply.ok)).toHaveLength(1)
    const left = [await balanceOf(network, one), await balanceOf(network, other)]
    expect(left.toSorted((a, b) => a - b)).toEqual([0, 1300])
  })
}

function mergesThatAreNotDone(): void {
  test('merge: it cannot be undone, and one that was voided before it came is not done', async () => {
    const [card, into] = [await cardWith(network, 5000), await cardWith(network, 700)]
    const late = merge(network.station, card, into)
    expect(await run(network, voidRequest(network.station, late.requestId))).toMatchObject({
      applied: false,
    })
    expect(await runRefused(network, late)).toBe('VOIDED_BEFORE_ARRIVAL')
    const request = merge(network.station, card, into)
    await run(network, request)
    expect(await runRefused(network, voidRequest(network.station, request.requestId))).toBe(
      'ORIGINAL_NOT_REVERSIBLE',
    )
    expect(await balanceOf(network, into)).toBe(5700)
  })

  test('merge: not while value is held, and then with all of it', async () => {
    const [card, into] = [await cardWith(network, 5000), await cardWith(network, 700)]
    const held = hold(network.station, card, 100)
    await run(network, held)
    expect(await runRefused(network, merge(network.station, card, into))).toBe('FUNDS_HELD')
    await run(network, release(network.station, { by: 'request', requestId: held.requestId }))
    expect(await run(network, merge(network.station, card, into))).toMatchObject({
      appliedMinor: 5000,
    })
  })

  test('merge: neither another network’s card nor one of another program takes the value', async () => {
    const programId = newId<ProgramId>()
    await addProgram(network.database, network.networkId, { id: programId })
    const card = await cardWith(network, 5000)
    const unlike = await cardWith(network, 700, { programId })
    expect(await runRefused(network, merge(network.station, card, unlike))).toBe(
      'OPERATION_NOT_ALLOWED',
    )
    expect(await runRefused(network, merge(network.station, card, card))).toBe(
      'OPERATION_NOT_ALLOWED',
    )
    const elsewhere = { ...network.webstore, networkId: newId<typeof network.networkId>() }
    expect(await runRefused(network, merge(elsewhere, card, unlike))).toBe(
      'CARD_NOT_FOUND_OR_PIN_INVALID',
    )
  })

  test('merge: the sale of the card that received cannot be undone any more', async () => {
    const card = await cardWith(network, 5000)
    const bought = activate(network.station, await stockedCard(network), 700)
    await run(network, bought)
    if (bought.card.by === 'new') throw new Error('a printed card')
    await run(network, merge(network.station, card, bought.card))
    expect(await runRefused(network, voidRequest(network.station, bought.requestId))).toBe(
      'ORIGINAL_NOT_REVERSIBLE',
    )
  })
}

function replacements(): void {
  test('replacement: a blocked card’s whole value and its date of sale on one from stock', async () => {
    const card = await cardWith(network, 5000, { lastFour: '1111' })
    const soldAtMs = network.clock.nowMs
    await run(network, redeem(network.station, card, 1200))
    await run(network, standing('block', network.webstore, card))
    network.clock.nowMs += 86_400_000
    const into = await stockedCard(network)
    const request = replace(network.webstore, card, into)
    expect(operationAnswerSchema.parse(await run(network, request))).toMatchObject({
      ...{ kind: 'replace', appliedMinor: 3800, balanceMinor: 3800, cardState: 'active' },
      ...{ cardLastFour: '4242', replacedLastFour: '1111' },
    })
    expect(await stateOf(card)).toEqual({ state: 'replaced', balance_minor: 0 })
    const row = await network.database.read
      .selectFrom('card')
      .select('activated_at_ms')
      .where('uid', '=', into.cardId)
      .executeTakeFirstOrThrow()
    expect(row.activated_at_ms).toBe(soldAtMs)
    expect(await runRefused(network, redeem(network.station, card, 1))).toBe('CARD_DEACTIVATED')
    expect(await run(network, redeem(network.station, into, 800))).toMatchObject({
      balanceMinor: 3000,
    })
    expect(await runRefused(network, voidRequest(network.webstore, request.requestId))).toBe(
      'ORIGINAL_NOT_REVERSIBLE',
    )
  })

  test('replacement: a card that was emptied by nobody but its holder, worth nothing', async () => {
    const card = await cardWith(network, 500)
    await run(network, redeem(network.station, card, 500))
    const into = await stockedCard(network)
    expect(await run(network, replace(network.webstore, card, into))).toMatchObject({
      ...{ appliedMinor: 0, balanceMinor: 0, cardState: 'active' },
    })
    expect(await run(network, fund(network.station, into, 300))).toMatchObject({
      balanceMinor: 300,
    })
  })

  test('replacement: not by a card that was sold, of another program, or while value is held', async () => {
    const card = await cardWith(network, 5000)
    const sold = await cardWith(network, 100)
    expect(await runRefused(network, replace(network.webstore, card, sold))).toBe(
      'CARD_ALREADY_ACTIVE',
    )
    const fresh = newCard(newId<ProgramId>())
    expect(
      await runRefused(network, replace(network.webstore, card, { by: 'new', card: fresh })),
    ).toBe('OPERATION_NOT_ALLOWED')
    await run(network, hold(network.station, card, 1))
    const into = await stockedCard(network)
    expect(await runRefused(network, replace(network.webstore, card, into))).toBe('FUNDS_HELD')
    expect(await stateOf(into)).toEqual({ state: 'in_stock', balance_minor: 0 })
  })

  test('replacement: of 30 at once, each by another card, one is done', async () => {
    const card = await cardWith(network, 5000)
    const stock = await Promise.all(Array.from({ length: 30 }, () => stockedCard(network)))
    const replies = await Promise.all(
      stock.map((into) => network.database.ledger.execute(replace(network.webstore, card, into))),
    )
    expect(replies.filter(({ reply }) => reply.ok)).toHaveLength(1)
    const states = await Promise.all(stock.map(stateOf))
    expect(states.filter(({ state }) => state === 'active')).toEqual([
      { state: 'active', balance_minor: 5000 },
    ])
  })
}

function freshReplacements(): void {
  test('replacement: a new card with its secret, which a replay hands out again', async () => {
    const card = await cardWith(network, 5000)
    const fresh = newCard(network.programId, { lastFour: '2222' })
    const sealed = { sealed: Buffer.alloc(40, 9), expiresAtMs: network.clock.nowMs + 60_000 }
    const request = replace(
      network.webstore,
      card,
      { by: 'new', card: fresh },
      { sealedAnswer: sealed },
    )
    const first = await network.database.ledger.execute(request)
    const again = await network.database.ledger.execute(request)
    expect(first.reply).toMatchObject({
      ok: true,
      value: { cardLastFour: '2222', balanceMinor: 5000 },
    })
    for (const { sealedAnswer } of [first, again])
      expect(Buffer.from(sealedAnswer ?? [])).toEqual(sealed.sealed)
    expect(again.reply).toMatchObject({ value: { replayed: true, replacedLastFour: '4242' } })
    const one = { by: 'lookup', lookup: fresh.lookup } as const
    // A card that was made for it can be replaced in its turn, at once.
    const into = await stockedCard(network)
    const [both] = await Promise.all([
      run(network, replace(network.webstore, one, into)),
      network.database.ledger.execute(redeem(network.station, one, 1)),
    ])
    expect(both).toMatchObject({ replacedLastFour: '2222', balanceMinor: 5000 })
  })
}

async function books() {
  const [first] = (await readBooks(network.database)).books
  return first
}

async function stateOf({ cardId }: { readonly cardId: string }) {
  return network.database.read
    .selectFrom('card')
    .select(['state', 'balance_minor'])
    .where('uid', '=', cardId)
    .executeTakeFirstOrThrow()
}
