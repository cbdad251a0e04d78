import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createNetwork } from '../../../server/network/index.ts'
import { createStaff } from '../../../server/staff/index.ts'
import { cardIdSchema, programIdSchema } from '../../../src/contract/ids.ts'
import { minor } from '../../../src/contract/money.ts'
import { newId } from '../../helpers/new-id.ts'
import { adminBrowser } from '../house/admin-browser.ts'
import { codeOf, done, PASSWORD } from '../house/open-server.ts'
import { type ApiHouse, openApiHouse, PREFIX } from '../stored-value/api-house.ts'

let house: ApiHouse
beforeAll(async () => {
  house = await openApiHouse()
})
afterAll(() => house.close())

const search = (text: string, change: Record<string, unknown> = {}) =>
  house.operator.call('search-cards', { text, state: null, form: null, cursor: null, ...change })

describe('stocking', () => {
  test('a batch: as many cards as asked, each worth nothing, with number and PIN shown once', async () => {
    const { programId } = house
    const made = done(
      await house.operator.call('stock-cards', { programId, name: 'Winter', count: 25 }),
    )
    expect(new Set(made.cards.map(({ number }) => number)).size).toBe(25)
    for (const { number, pin } of made.cards) {
      expect(number).toMatch(new RegExp(`^${PREFIX}\\d{13}$`))
      expect(pin).toMatch(/^\d{8}$/)
    }
    const found = done(await search('Winter'))
    expect(found.total).toBe(25)
    expect(found.cards[0]).toMatchObject({ state: 'in_stock', balanceMinor: 0, batch: 'Winter' })
    const shown = JSON.stringify(found)
    expect(made.cards.filter(({ number }) => shown.includes(number))).toEqual([])
  })

  test('a program of nobody: not found', async () => {
    const programId = programIdSchema.parse('01890000-0000-7000-8000-000000000000')
    const reply = await house.operator.call('stock-cards', { programId, name: 'Lost', count: 1 })
    expect(codeOf(reply)).toBe('NOT_FOUND')
  })
})

describe('search', () => {
  test('by whole number, with blanks as printed; by last four; by operation and order', async () => {
    const card = await house.activeCard(2500)
    const cardId = cardIdSchema.parse(card.cardId)
    const sold = await house.post('/v1/storedvalue/redeem', {
      requestId: newId('admin'),
      card: { number: card.number, pin: card.pin },
      amountMinor: 700,
      currency: 'EUR',
      orderId: 'ORDER-77',
    })
    const spaced = card.number.replaceAll(/(\d{4})/g, '$1 ')
    const texts = [
      card.number,
      spaced,
      card.number.slice(-4),
      'ORDER-77',
      String(sold.body.value?.['operationId']),
    ]
    for (const text of texts) {
      const found = done(await search(text))
      expect(
        found.cards.map((line) => line.cardId),
        text,
      ).toContain(cardId)
    }
    expect(done(await search(card.number)).total).toBe(1)
    expect(done(await search('no such thing')).total).toBe(0)
  })

  test('pages follow one another without a gap or a repeat', async () => {
    const { programId } = house
    await house.operator.call('stock-cards', { programId, name: 'Pages', count: 60 })
    const seen: string[] = []
    let cursor: string | null = null
    let pages = 0
    do {
      const page: Awaited<ReturnType<typeof search>> = await search('Pages', { cursor })
      const { cards, next, total } = done(page)
      expect(total).toBe(60)
      seen.push(...cards.map(({ cardId }) => cardId))
      cursor = next
      pages += 1
    } while (cursor !== null)
    expect(pages).toBe(2)
    expect(new Set(seen).size).toBe(60)
    expect(codeOf(await search('Pages', { cursor: 'nonsense' }))).toBe('REQUEST_MALFORMED')
  })

  test('narrowed by state and form', async () => {
    await house.activeCard(1000)
    const active = done(await search('', { state: 'active', form: 'physical' }))
    expect(active.total).toBeGreaterThan(0)
    expect(active.cards.filter(({ state }) => state !== 'active')).toEqual([])
    expect(done(await search('', { state: 'blocked' })).total).toBe(0)
  })
})

describe('a card by hand', () => {
  test('issued: number and PIN now and at a replay, and no second card', async () => {
    const call = {
      requestId: newId('admin'),
      programId: house.programId,
      amountMinor: 2000,
      fundedBy: 'cash',
    } as const
    const first = done(await house.operator.call('issue-card', call))
    const again = done(await house.operator.call('issue-card', call))
    expect(again.number).toBe(first.number)
    expect(again.pin).toBe(first.pin)
    expect(again.cardId).toBe(first.cardId)
    expect(again.answer.replayed).toBe(true)
    const { cardId } = first
    const detail = done(await house.operator.call('read-card', { cardId }))
    expect(detail).toMatchObject({ form: 'virtual', state: 'active', balanceMinor: 2000 })
    expect(JSON.stringify(detail)).not.toContain(first.number)
  })

  test('every operation is listed, newest first, with what was undone', async () => {
    const card = await house.activeCard(2500)
    const cardId = cardIdSchema.parse(card.cardId)
    const redeem = (amountMinor: number, clerk: string) =>
      house.post('/v1/storedvalue/redeem', {
        requestId: newId('admin'),
        card: { number: card.number, pin: card.pin },
        amountMinor,
        currency: 'EUR',
        clerk,
      })
    await redeem(1000, 'Ana')
    await redeem(500, 'Bo')
    await redeem(9999, 'Cy')
    const before = done(await house.operator.call('read-card', { cardId }))
    const [refusedLine, second, first, activation] = before.operations
    expect(refusedLine).toMatchObject({ state: 'refused', code: 'INSUFFICIENT_FUNDS', clerk: 'Cy' })
    expect(first).toMatchObject({
      kind: 'redeem',
      state: 'posted',
      appliedMinor: 1000,
      balanceAfterMinor: 1500,
      clerk: 'Ana',
      channel: 'pos',
      locationName: house.location.name,
    })
    expect(activation).toMatchObject({
      kind: 'activate',
      channel: 'admin',
      balanceAfterMinor: 2500,
    })
    if (!first || !second) throw new Error('no operations')

    done(
      await house.operator.call('void-operation', {
        operationId: first.operationId,
        requestId: newId('admin'),
        reason: 'wrong card',
      }),
    )
    done(
      await house.operator.call('refund-operation', {
        operationId: second.operationId,
        requestId: newId('admin'),
        amountMinor: minor(200),
        reason: 'came back',
      }),
    )
    const after = done(await house.operator.call('read-card', { cardId }))
    expect(after.balanceMinor).toBe(2200)
    expect(after.operations.map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      'refund posted',
      'void posted',
      'redeem refused',
      'redeem posted',
      'redeem voided',
      'activate posted',
    ])
    expect(after.operations[0]?.originalOperationId).toBe(second.operationId)
    expect(after.operations[3]?.refundedMinor).toBe(200)
  })

  test('funded by hand, with a row in the audit', async () => {
    const card = await house.activeCard(1000)
    const cardId = cardIdSchema.parse(card.cardId)
    const call = { cardId, requestId: newId('admin'), amountMinor: 700, fundedBy: 'card' } as const
    const answer = done(await house.operator.call('fund-card', call))
    done(await house.operator.call('fund-card', call))
    expect(answer).toMatchObject({ kind: 'fund', balanceMinor: 1700 })
    const rows = await house.context.database.read
      .selectFrom('audit')
      .where('action', '=', 'card-fund')
      .selectAll()
      .execute()
    expect(rows.map(({ subject }) => subject)).toEqual([`operation:${answer.operationId}`])
    expect(rows[0]?.actor).toMatch(/^staff:/)
  })

  test('a void of what never was: not found', async () => {
    const reply = await house.operator.call('void-operation', {
      operationId: '01890000-0000-7000-8000-000000000001',
      requestId: newId('admin'),
      reason: 'none',
    })
    expect(codeOf(reply)).toBe('NOT_FOUND')
  })
})

describe('another network', () => {
  test('sees and touches none of these cards', async () => {
    const { context, url } = house
    const networkId = await createNetwork(context, 'New Town')
    const email = 'nia@newtown.example'
    const person = { networkId, name: 'Nia', email, password: PASSWORD, role: 'operator' } as const
    done(await createStaff(context, person))
    const stranger = adminBrowser(url)
    done(await stranger.call('sign-in', { email, password: PASSWORD }))

    const card = await house.activeCard(1000)
    const cardId = cardIdSchema.parse(card.cardId)
    const detail = done(await house.operator.call('read-card', { cardId }))
    const operationId = detail.operations[0]?.operationId ?? ''
    const all = { text: '', state: null, form: null, cursor: null }
    expect(done(await stranger.call('search-cards', all)).total).toBe(0)
    const byNumber = { ...all, text: card.number }
    expect(done(await stranger.call('search-cards', byNumber)).total).toBe(0)
    const money = { requestId: newId('admin'), amountMinor: 500 }
    const replies = [
      await stranger.call('read-card', { cardId }),
      await stranger.call('fund-card', { cardId, fundedBy: 'cash', ...money }),
      await stranger.call('activate-card', { cardId, fundedBy: 'cash', ...money }),
      await stranger.call('void-operation', {
        operationId,
        requestId: newId('admin'),
        reason: 'x',
      }),
      await stranger.call('refund-operation', { operationId, reason: 'x', ...money }),
      await stranger.call('issue-card', {
        programId: house.programId,
        fundedBy: 'cash',
        ...money,
      }),
    ]
    expect(replies.map(codeOf)).toEqual(Array(6).fill('NOT_FOUND'))
    expect(done(await stranger.call('list-programs', {})).programs).toEqual([])
    expect(done(await house.operator.call('read-card', { cardId })).balanceMinor).toBe(1000)
  })
})
