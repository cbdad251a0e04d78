import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ProgramId } from '../../../src/contract/ids.ts'
import { codeOf, done, openServer, type TestServer } from '../house/open-server.ts'
import {
  addProgram,
  fetchFile,
  openPrintingHouse,
  type PrintingHouse,
  planBatch,
  printBatch,
  untilReady,
} from './house.ts'

let server: TestServer
let house: PrintingHouse
let programId: ProgramId
beforeAll(async () => {
  server = await openServer()
  house = await openPrintingHouse(server)
  programId = await addProgram(server)
})
afterAll(() => server.close())

function audited(action: string) {
  return server.context.database.read
    .selectFrom('audit')
    .where('action', '=', action)
    .selectAll()
    .execute()
}

describe('a batch', () => {
  test('planned, filled, ready: every serial has a planned card, no number twice', async () => {
    const { batch, lines } = await printBatch(server, house, { programId, count: 600 })
    expect(batch).toMatchObject({ state: 'ready', count: 600, made: 600, drawnAgain: 0 })
    expect(lines.map(({ serial }) => Number(serial))).toEqual(
      Array.from({ length: 600 }, (_, at) => at + 1),
    )
    expect(new Set(lines.map(({ number }) => number)).size).toBe(600)
    const { cards, total } = done(
      await server.operator.call('search-cards', {
        text: 'Spring 2027',
        state: 'planned',
        form: 'physical',
        cursor: null,
      }),
    )
    expect(total).toBe(600)
    expect(cards[0]).toMatchObject({ batch: 'Spring 2027', balanceMinor: 0 })
  })

  test('a taken name, an unknown printer, a foreign prefix, a missing PIN: refused', async () => {
    const order = {
      programId,
      printerId: house.printer.printerId,
      name: 'Autumn',
      count: 5,
      withPin: true,
      printedExpiry: null,
    }
    const create = (change: object) => server.operator.call('create-batch', { ...order, ...change })
    expect(codeOf(await create({ name: 'Spring 2027' }))).toBe('STATE_CONFLICT')
    expect(codeOf(await create({ printerId: crypto.randomUUID() }))).toBe('NOT_FOUND')
    expect(codeOf(await create({ prefix: '997002' }))).toBe('REQUEST_MALFORMED')
    expect(codeOf(await create({ count: 0 }))).toBe('REQUEST_MALFORMED')
    const strict = await addProgram(server, { name: 'Strict', pinPolicy: 'always' })
    expect(codeOf(await create({ programId: strict, withPin: false }))).toBe('REQUEST_MALFORMED')
    const { batches } = done(await server.operator.call('list-batches', {}))
    expect(batches.map(({ name }) => name)).toEqual(['Spring 2027'])
  })

  test('without PINs: none in the file, none kept', async () => {
    const order = { programId, count: 3, name: 'Plain', withPin: false }
    const { batch, lines } = await printBatch(server, house, order)
    expect(batch).toMatchObject({ withPin: false, hardening: 0 })
    expect(lines.map(({ pin }) => pin)).toEqual(['', '', ''])
  })

  test('a name that a printer has, a text that is no key: refused', async () => {
    const { recipient } = house.printer
    const add = (name: string, key: string) =>
      server.operator.call('add-printer', { name, recipient: key, withLrc: false })
    expect(codeOf(await add('Card Works', recipient))).toBe('STATE_CONFLICT')
    expect(codeOf(await add('Other', 'age1nothing'))).toBe('REQUEST_MALFORMED')
    const wrong = recipient.endsWith('q') ? 'p' : 'q'
    expect(codeOf(await add('Other', `${recipient.slice(0, -1)}${wrong}`))).toBe(
      'REQUEST_MALFORMED',
    )
  })
})

describe('the file', () => {
  test('once for nothing, again for a reason, each time on the audit', async () => {
    const { batchId } = await planBatch(server, {
      ...{ programId, printer: house.printer, count: 4, name: 'Fetched' },
    })
    await untilReady(server, batchId)
    const first = await fetchFile(server, batchId)
    expect(first.status).toBe(200)
    expect(first.headers.get('content-disposition')).toContain('fetched.csv.age')
    const one = await house.open(new Uint8Array(await first.arrayBuffer()))
    const refused = await fetchFile(server, batchId)
    expect(refused.status).toBe(400)
    expect(await refused.text()).toContain('Say why again')
    const again = await fetchFile(server, batchId, 'the printer lost it')
    const other = await house.open(new Uint8Array(await again.arrayBuffer()))
    expect(other).toEqual(one)
    const notes = (await audited('batch-export')).filter(({ subject }) => subject.endsWith(batchId))
    expect(notes.map(({ detail }) => JSON.parse(detail))).toEqual([
      { download: 1, printer: 'Card Works', reason: null },
      { download: 2, printer: 'Card Works', reason: 'the printer lost it' },
    ])
  })

  test('two at once for nothing: one gets it', async () => {
    const order = { programId, printer: house.printer, count: 2, name: 'Raced' }
    const { batchId } = await planBatch(server, order)
    await untilReady(server, batchId)
    const both = await Promise.all([fetchFile(server, batchId), fetchFile(server, batchId)])
    expect(both.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  test('before it is ready and after it was received: no file, and the PINs are gone', async () => {
    const order = { programId, printer: house.printer, count: 2_000, name: 'Long' }
    const { batchId } = await planBatch(server, order)
    expect((await fetchFile(server, batchId)).status).toBe(409)
    await untilReady(server, batchId)
    const early = await server.operator.call('receive-batch', { batchId })
    expect(codeOf(early)).toBe('STATE_CONFLICT')
    await (await fetchFile(server, batchId)).arrayBuffer()
    const received = done(await server.operator.call('receive-batch', { batchId }))
    expect(received.state).toBe('received')
    expect((await fetchFile(server, batchId, 'once more')).status).toBe(409)
    const { rows } = await sql<{ kept: number }>`
      SELECT count(*) AS kept FROM batch_piece JOIN batch ON batch.number = batch_piece.batch_number
       WHERE batch.id = ${batchId} AND sealed IS NOT NULL
    `.execute(server.context.database.read)
    expect(rows[0]?.kept).toBe(0)
  })

  test('who is no operator, a foreign page: nothing', async () => {
    const { batches } = done(await server.operator.call('list-batches', {}))
    const batchId = batches.find(({ name }) => name === 'Fetched')?.batchId ?? ''
    const path = `/production/batches/${batchId}/export`
    const body = JSON.stringify({ reason: 'curious' })
    const headers = { 'content-type': 'application/json' }
    const foreign = await server.operator.send(path, { method: 'POST', headers, body })
    expect(foreign.status).toBe(403)
    const nobody = await fetch(`${server.url}/v1/admin${path}`, {
      method: 'POST',
      headers: { ...headers, 'x-countermark-admin': '1' },
      body,
    })
    expect(nobody.status).toBe(401)
  })
})
