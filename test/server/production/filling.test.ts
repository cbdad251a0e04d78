import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createPins } from '../../../server/cards/index.ts'
import type { ServerContext } from '../../../server/context.ts'
import { findBatch } from '../../../server/production/batch-rows.ts'
import { fillPiece } from '../../../server/production/filling.ts'
import { verifyLedger } from '../../../server/storage/index.ts'
import { type AdminBrowser, adminBrowser } from '../house/admin-browser.ts'
import {
  done,
  OPERATOR_EMAIL,
  openServer,
  PASSWORD,
  type TestServer,
} from '../house/open-server.ts'
import { type Running, startProcess } from '../house/server-process.ts'
import { addProgram, openPrintingHouse, type PrintingHouse, planBatch } from './house.ts'

let server: TestServer
let house: PrintingHouse
beforeAll(async () => {
  server = await openServer()
  house = await openPrintingHouse(server)
})
afterAll(() => server.close())

/** What the database says of a batch: serials with a card, and cards with its name. */
async function countsOf(name: string) {
  const { read } = server.context.database
  const batch = await read
    .selectFrom('batch')
    .where('name', '=', name)
    .selectAll()
    .executeTakeFirstOrThrow()
  const items = await read
    .selectFrom('batch_item')
    .innerJoin('card', 'card.uid', 'batch_item.uid')
    .where('batch_item.id', '>', batch.number * 1_000_000)
    .where('batch_item.id', '<', (batch.number + 1) * 1_000_000)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  const cards = await read
    .selectFrom('card')
    .where('batch', '=', name)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return { ...batch, items: items.count, cards: cards.count }
}

describe('a filling that fails', () => {
  /** Fails once at each of the given calls of the ledger and of the writer, before or after the deed. */
  function failing(context: ServerContext) {
    const faults = { beforeStock: 0, afterStock: 0, writes: 0 }
    let calls = 0
    const { database } = context
    const stock: typeof database.ledger.stock = async (cards, as) => {
      calls += 1
      if (calls === 2) {
        faults.beforeStock += 1
        throw new Error('cut before the cards were there')
      }
      const isDone = await database.ledger.stock(cards, as)
      if (calls === 4) {
        faults.afterStock += 1
        throw new Error('cut after the cards were there')
      }
      if (calls === 6) faults.writes += 1
      return isDone
    }
    return {
      faults,
      context: { ...context, database: { ...database, ledger: { ...database.ledger, stock } } },
    }
  }

  test('cut before and after the cards came to be: continued, every serial once', async () => {
    const programId = await addProgram(server)
    // Another server has it, as far as this one knows: only the filling below makes its cards.
    const batch = await plannedAside(programId, 'Cut', 1_500)
    const { faults, context } = failing(server.context)
    const filling = { context, pins: createPins(context.keys.pinPepper), filler: 'test' }
    let cuts = 0
    for (let step: 'more' | 'ended' = 'more'; step === 'more'; ) {
      try {
        step = await fillPiece(filling, batch)
      } catch (error) {
        expect(String(error)).toContain('cut')
        cuts += 1
      }
    }
    expect({ cuts, ...faults }).toMatchObject({ cuts: 2, beforeStock: 1, afterStock: 1 })
    expect(await countsOf('Cut')).toMatchObject({ state: 'ready', items: 1_500, cards: 1_500 })
  })

  test('numbers that exist already: drawn again and counted', async () => {
    const programId = await addProgram(server, { name: 'Repeated' })
    const batch = await plannedAside(programId, 'Again', 500)
    // Chance that says the same digits again every so often: only for numbers, which take 12 bytes.
    let repeats = 0
    let numbers = 0
    const seen: Uint8Array[] = []
    const randomBytes = (count: number): Uint8Array => {
      const fresh = server.context.randomBytes(count)
      if (count !== 12 || fresh.some((byte) => byte >= 250)) return fresh
      numbers += 1
      const old = seen[0]
      if (numbers % 50 === 49 && old) {
        repeats += 1
        return old
      }
      seen.push(fresh)
      return fresh
    }
    const context = { ...server.context, randomBytes }
    const filling = { context, pins: createPins(context.keys.pinPepper), filler: 'test' }
    while ((await fillPiece(filling, batch)) === 'more');
    expect(repeats).toBeGreaterThan(5)
    const counts = await countsOf('Again')
    expect(counts).toMatchObject({ state: 'ready', items: 500, cards: 500 })
    expect(counts.drawn_again).toBeGreaterThan(0)
    expect(counts.drawn_again).toBeLessThanOrEqual(repeats)
  })

  test('a number that a card has under keys from before: drawn again as well', async () => {
    const programId = await addProgram(server, { name: 'Rotated' })
    const pins = createPins(server.context.keys.pinPepper)
    const said: Uint8Array[] = []
    const listening = (count: number): Uint8Array => {
      const bytes = server.context.randomBytes(count)
      if (count === 12) said.push(bytes)
      return bytes
    }
    const before = { ...server.context, randomBytes: listening }
    const old = await plannedAside(programId, 'Old keys', 100)
    while ((await fillPiece({ context: before, pins, filler: 'test' }, old)) === 'more');
    // The same digits once more, under other keys: only the look-up under both tells.
    let repeats = 0
    const repeating = (count: number): Uint8Array => {
      const again = count === 12 ? said.shift() : undefined
      if (again) repeats += 1
      return again ?? server.context.randomBytes(count)
    }
    const fresh = { keyVersion: 2, numberLookup: randomBytes(32), numberSeal: randomBytes(32) }
    const { keys } = server.context
    const rotated = { ...keys, ...fresh, numberKeys: [fresh, ...keys.numberKeys] }
    const after = { ...server.context, keys: rotated, randomBytes: repeating }
    const batch = await plannedAside(programId, 'New keys', 100)
    while ((await fillPiece({ context: after, pins, filler: 'test' }, batch)) === 'more');
    expect(repeats).toBeGreaterThan(100)
    const counts = await countsOf('New keys')
    expect(counts).toMatchObject({ state: 'ready', items: 100, cards: 100 })
    expect(counts.drawn_again).toBeGreaterThan(20)
  })

  test('two servers on one batch: the second waits for the lease, then nothing is made twice', async () => {
    const programId = await addProgram(server, { name: 'Shared' })
    const batch = await plannedAside(programId, 'Shared', 1_000)
    const pins = createPins(server.context.keys.pinPepper)
    const first = { context: server.context, pins, filler: 'test' }
    expect(await fillPiece(first, batch)).toBe('more')
    const second = { ...first, filler: 'other' }
    expect(await fillPiece(second, batch)).toBe('ended')
    expect((await countsOf('Shared')).items).toBe(250)
    // Long after the first was last heard of, the second takes over; the first comes back too late.
    const later = { ...server.context, nowMs: () => server.context.nowMs() + 60_000 }
    const taking = { ...second, context: later }
    expect(await fillPiece(taking, batch)).toBe('more')
    expect(await fillPiece(first, batch)).toBe('ended')
    while ((await fillPiece(taking, batch)) === 'more');
    expect(await countsOf('Shared')).toMatchObject({ state: 'ready', items: 1_000, cards: 1_000 })
  })

  /** A batch that the server's own work leaves alone. */
  async function plannedAside(programId: string, name: string, count: number) {
    const { context, networkId } = server
    const id = crypto.randomUUID()
    const number = (await context.database.read.selectFrom('batch').select('id').execute()).length
    const query = context.database.read
      .insertInto('batch')
      .values({
        ...{ id, name, count, number: number + 1, network_id: networkId, program_id: programId },
        ...{ printer_id: house.printer.printerId, prefix: '997001', with_pin: 1, exports: 0 },
        ...{ state: 'planned', created_at_ms: context.nowMs(), drawn_again: 0, filler: 'test' },
        ...{ lease_until_ms: context.nowMs() + 3_600_000, is_moved: 1 },
      })
      .compile()
    expect(await context.database.write([{ query, changes: 1 }])).toBe(true)
    const batch = await findBatch(context.database, networkId, id)
    if (!batch) throw new Error('the batch is not there')
    return batch
  }
})

describe('a server that is killed', () => {
  test('in the middle of a batch: the next one finishes it; no half batch was handed out', async () => {
    const killed = await openServer()
    const printing = await openPrintingHouse(killed)
    const programId = await addProgram(killed, { name: 'Killed' })
    await killed.stop()
    const first = await startSignedIn(killed.folder)
    const order = { programId, printer: printing.printer, count: 12_000, name: 'Killed' }
    const { batchId } = await planBatch({ ...killed, operator: first.operator }, order)
    const before = await untilMade(first.operator, batchId, 1_000)
    expect(before).toBeLessThan(12_000)
    const early = await first.operator.send(`/production/batches/${batchId}/export`, {
      method: 'POST',
      headers: { 'x-countermark-admin': '1', 'content-type': 'application/json' },
      body: '{"reason":null}',
    })
    expect(early.status).toBe(409)
    first.process.kill('SIGKILL')
    await once(first.process, 'exit')
    const second = await startSignedIn(killed.folder)
    expect(await untilMade(second.operator, batchId, 12_000)).toBe(12_000)
    const file = await second.operator.send(`/production/batches/${batchId}/export`, {
      method: 'POST',
      headers: { 'x-countermark-admin': '1', 'content-type': 'application/json' },
      body: '{"reason":null}',
    })
    const lines = await printing.open(new Uint8Array(await file.arrayBuffer()))
    expect(lines).toHaveLength(12_000)
    expect(new Set(lines.map(({ number }) => number)).size).toBe(12_000)
    second.process.kill('SIGTERM')
    await once(second.process, 'exit')
    expect(verifyLedger(killed.folder)).toMatchObject({ ok: true })
    await killed.close()
  })
})

interface SignedIn extends Running {
  readonly operator: AdminBrowser
}

async function startSignedIn(folder: string): Promise<SignedIn> {
  const running = await startProcess(folder)
  const operator = adminBrowser(running.url)
  done(await operator.call('sign-in', { email: OPERATOR_EMAIL, password: PASSWORD }))
  return { ...running, operator }
}

/** Waits until so many cards are made, or the batch is ready; says how many. */
async function untilMade(operator: AdminBrowser, batchId: string, count: number): Promise<number> {
  for (;;) {
    const { batch } = done(await operator.call('read-batch', { batchId }))
    if (batch.state === 'ready') return batch.made
    if (batch.made >= count && count < batch.count) return batch.made
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
