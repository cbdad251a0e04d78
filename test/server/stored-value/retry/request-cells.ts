import { expect } from 'vitest'
import { SEALED_ANSWER_WINDOW_MS } from '../../../../server/cards/index.ts'
import { newId } from '../../../helpers/new-id.ts'
import { ACTIVATE, type Cell, EUR, endOf, type Ground, REDEEM, replayOf, VOID } from './ground.ts'
import { KINDS, type Kind, prepare, SALES } from './requests.ts'

/** The rules of a retry (features §4.4), each kind of request in each case. */
export const REQUEST_CELLS: readonly Cell[] = [
  ...KINDS.flatMap(sameId),
  ...SALES.flatMap(anotherId),
  ...KINDS.map(lateCommit),
  ['4.4/3', 'a time-out, then its void: it stands never', fencedOff],
  ['4.4/5', 'the first was refused: a new id is carried out', afterRefusal],
  ['4.4/5', 'the first was voided: a new id is carried out', afterVoid],
  ['4.4/5', 'the first timed out and was voided: a new id is carried out', afterFence],
  ['4.4/6', 'a replay of a sale: the same number and PIN', sameCard],
]

/** The rules that let time pass: last, as every clock of the server goes on. */
export const LATER_REQUEST_CELLS: readonly Cell[] = [
  ['4.4/6', 'inside the window the card, after it the last four and a PIN to reset', sealedWindow],
  ...KINDS.map(tenYears),
]

function sameId(kind: Kind): readonly Cell[] {
  return [
    ['4.4/1', `${kind}: same id, same payload: the stored reply`, samePayload(kind)],
    ['4.4/1', `${kind}: same id, other payload: refused`, otherPayload(kind)],
    ['4.4/1', `${kind}: same id while it runs: in progress`, whileItRuns(kind)],
  ]
}

function samePayload(kind: Kind): Cell[2] {
  return async (ground) => {
    const { path, body, balance, after } = await prepare(ground, kind)
    const first = await ground.post(path, body)
    expect(endOf(first)).toBe('done')
    for (const again of [await ground.post(path, body), await ground.post(path, body)]) {
      expect(again.text).toBe(replayOf(first))
      expect(again.headers.get('idempotent-replayed')).toBe('true')
    }
    if (balance) expect(await balance()).toBe(after)
  }
}

function otherPayload(kind: Kind): Cell[2] {
  return async (ground) => {
    const { path, body, other, balance, after } = await prepare(ground, kind)
    const first = await ground.post(path, body)
    expect(endOf(await ground.post(path, other))).toBe('422 REQUEST_ID_REUSED')
    expect((await ground.post(path, body)).text).toBe(replayOf(first))
    if (balance) expect(await balance()).toBe(after)
  }
}

function whileItRuns(kind: Kind): Cell[2] {
  return async (ground) => {
    const { path, body, balance, after } = await prepare(ground, kind)
    const first = await ground.whileRunning(path, body, async () => {
      const second = await ground.post(path, body)
      expect(endOf(second)).toBe('409 REQUEST_IN_PROGRESS')
      expect(second.body.refusal).toMatchObject({ retryable: true, nextAction: 'retry_same_id' })
    })
    expect(endOf(first)).toBe('done')
    expect((await ground.post(path, body)).text).toBe(replayOf(first))
    if (balance) expect(await balance()).toBe(after)
  }
}

type Sale = (typeof SALES)[number]

function anotherId(kind: Sale): readonly Cell[] {
  return [
    ['4.4/2', `${kind}: another id after a time-out: the outcome of the first`, retried(kind)],
    ['4.4/2', `${kind}: another id after a known success: a possible duplicate`, repeated(kind)],
    ['4.4/2', `${kind}: another id and another order, line or a repeat: a new one`, meant(kind)],
  ]
}

function retried(kind: Sale): Cell[2] {
  return async (ground) => {
    const { path, body, balance, after } = await prepare(ground, kind)
    await ground.postTimedOut(path, body)
    const retry = { ...body, requestId: newId('retry') }
    const answer = await ground.post(path, retry)
    expect(answer.body.value).toMatchObject({ replayed: true, replayedOf: body.requestId })
    expect((await ground.post(path, retry)).text).toBe(answer.text)
    const first = await ground.post(path, body)
    const [issued, operationId] = [first.body.value?.['issued'], first.body.value?.['operationId']]
    expect(answer.body.value).toMatchObject({ operationId })
    expect(answer.body.value?.['issued']).toEqual(issued)
    if (kind === 'issue a virtual card') expect(issued).toMatchObject({ pin: expect.any(String) })
    if (balance) expect(await balance()).toBe(after)
  }
}

function repeated(kind: Sale): Cell[2] {
  return async (ground) => {
    const { path, body, balance, after } = await prepare(ground, kind)
    const first = await ground.post(path, body)
    const answer = await ground.post(path, { ...body, requestId: newId('again') })
    expect(endOf(answer)).toBe('409 POSSIBLE_DUPLICATE')
    expect(answer.body.refusal?.message).toContain(body.requestId)
    expect(answer.body.refusal?.message).toContain(String(first.body.value?.['operationId']))
    if (balance) expect(await balance()).toBe(after)
  }
}

function meant(kind: Sale): Cell[2] {
  return async (ground) => {
    const { path, body } = await prepare(ground, kind)
    expect(endOf(await ground.post(path, { ...body, amountMinor: 500 }))).toBe('done')
    // Plastic is sold once, whatever the order says.
    const end = kind === 'activate a printed card' ? '409 CARD_ALREADY_ACTIVE' : 'done'
    const changes = [{ orderId: newId('order') }, { lineId: '2' }, { allowRepeat: true }]
    for (const change of changes) {
      const answer = await ground.post(path, {
        ...{ ...body, amountMinor: 500 },
        ...{ requestId: newId('new'), ...change },
      })
      expect(endOf(answer)).toBe(end)
      if (end === 'done') expect(answer.body.value).toMatchObject({ replayed: false })
    }
  }
}

function lateCommit(kind: Kind): Cell {
  const what = `${kind}: a time-out, then done: found by its id`
  return [
    '4.4/3',
    what,
    async (ground) => {
      const { path, body, balance, after } = await prepare(ground, kind)
      await ground.postTimedOut(path, body)
      const outcome = await ground.get(`/v1/requests/${body.requestId}`)
      expect(outcome.body.value).toMatchObject({ requestId: body.requestId, replayed: true })
      const again = await ground.post(path, body)
      expect(again.body.value).toMatchObject({ ...outcome.body.value })
      if (balance) expect(await balance()).toBe(after)
    },
  ]
}

async function fencedOff(ground: Ground): Promise<void> {
  const { path, body, balance, before } = await prepare(ground, 'redeem')
  await ground.postTimedOut(path, body)
  const undo = { requestId: newId('void'), original: { requestId: body.requestId } }
  expect((await ground.post(VOID, undo)).body.value).toMatchObject({ applied: true })
  const never = newId('never-sent')
  const early = { requestId: newId('void'), original: { requestId: never } }
  expect((await ground.post(VOID, early)).body.value).toMatchObject({ applied: false })
  const late = await ground.post(path, { ...body, requestId: never, orderId: newId('order') })
  expect(endOf(late)).toBe('409 VOIDED_BEFORE_ARRIVAL')
  expect(await balance?.()).toBe(before)
}

async function afterRefusal(ground: Ground): Promise<void> {
  const card = await ground.card(500)
  const { number, pin } = card
  const body = { card: { number, pin }, amountMinor: 1000, ...EUR, orderId: newId('order') }
  const first = { ...body, requestId: newId('poor') }
  expect(endOf(await ground.post(REDEEM, first))).toBe('402 INSUFFICIENT_FUNDS')
  const load = { requestId: newId('load'), card: { number, pin }, amountMinor: 1000, ...EUR }
  expect(endOf(await ground.post('/v1/storedvalue/fund', load))).toBe('done')
  const retry = await ground.post(REDEEM, { ...body, requestId: newId('rich') })
  expect(retry.body.value).toMatchObject({ replayed: false, replayedOf: null, balanceMinor: 500 })
  expect(endOf(await ground.post(REDEEM, first))).toBe('402 INSUFFICIENT_FUNDS')
}

async function afterVoid(ground: Ground): Promise<void> {
  const { path, body, balance, after } = await prepare(ground, 'redeem')
  await ground.post(path, body)
  const original = { requestId: body.requestId }
  await ground.post(VOID, { requestId: newId('void'), original })
  const retry = await ground.post(path, { ...body, requestId: newId('retry') })
  expect(retry.body.value).toMatchObject({ replayed: false, replayedOf: null })
  expect(await balance?.()).toBe(after)
}

async function afterFence(ground: Ground): Promise<void> {
  const { path, body, balance, after } = await prepare(ground, 'redeem')
  await ground.postTimedOut(path, body)
  const original = { requestId: body.requestId }
  await ground.post(VOID, { requestId: newId('void'), original })
  const retry = await ground.post(path, { ...body, requestId: newId('retry') })
  expect(retry.body.value).toMatchObject({ replayed: false, replayedOf: null })
  expect(await balance?.()).toBe(after)
}

async function sameCard(ground: Ground): Promise<void> {
  const { path, body } = await prepare(ground, 'issue a virtual card')
  const first = await ground.post(path, body)
  const again = await ground.post(path, body)
  const issued = first.body.value?.['issued'] as { number: string; pin: string }
  expect(issued).toMatchObject({ number: expect.stringMatching(/^\d{19}$/) })
  expect(again.body.value?.['issued']).toEqual(issued)
  expect(await ground.balanceOf(issued)).toBe(1000)
}

async function sealedWindow(ground: Ground): Promise<void> {
  const { body } = await prepare(ground, 'issue a virtual card')
  await ground.postTimedOut(ACTIVATE, body)
  const first = await ground.post(ACTIVATE, body)
  const issued = first.body.value?.['issued'] as { number: string; pin: string }
  await ground.pass(SEALED_ANSWER_WINDOW_MS - 60_000)
  expect((await ground.post(ACTIVATE, body)).body.value?.['issued']).toEqual(issued)
  await ground.pass(120_000)
  const late = await ground.post(ACTIVATE, body)
  const masked = { issued: null, pinReset: 'required', cardLastFour: issued.number.slice(-4) }
  expect(late.body.value).toMatchObject({ ...masked, replayed: true })
  expect(late.text).not.toContain(issued.number)
  expect(await ground.balanceOf(issued)).toBe(1000)
}

const YEAR_MS = 365 * 24 * 3_600_000

/** Records live as long as the ledger. The secrets of a new card do not: {@link sealedWindow}. */
function tenYears(kind: Kind): Cell {
  return [
    '4.4/4',
    `${kind}: ten years later the stored reply`,
    async (ground) => {
      const { path, body } = await prepare(ground, kind)
      const first = await ground.post(path, body)
      await ground.pass(10 * YEAR_MS)
      const again = await ground.post(path, body)
      const { issued: _one, pinReset: _two, ...kept } = first.body.value ?? {}
      expect(again.body.value).toMatchObject({ ...kept, replayed: true })
      expect(endOf(await ground.get(`/v1/requests/${body.requestId}`))).toBe('done')
    },
  ]
}
