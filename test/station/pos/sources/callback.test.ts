import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { makeJournalFolder } from '../../../helpers/station/journal-folder.ts'
import { listener } from './printers.ts'
import { started } from './started.ts'
import { mapMemory } from './surroundings.ts'

let directory = ''
let memory = mapMemory()

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'countermark-callback-'))
  memory = mapMemory()
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

async function open(sink = listener()) {
  const { source, port } = await started(
    { kind: 'callback', port: 0 },
    { directory, memoryOf: () => memory },
    sink,
  )
  const token = readFileSync(join(directory, 'callback-token'), 'utf8').trim()
  const tell = async (body: unknown, headers: Record<string, string> = {}, path = '/payments') => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
    return { status: response.status, body: await response.json() }
  }
  return { source, sink, port, token, tell }
}

const PAYMENT = {
  ...{ id: 'sale-77/1', amountMinor: 1_250, currency: 'CAD', till: '2', receiptNumber: '77' },
  rows: ['CORNER SHOP', 'GIFT CARD 12.50'],
}

describe('callback: payments', () => {
  test('a payment is a paper with its tender; told again it changes nothing', async () => {
    const { sink, tell, source } = await open()
    const answer = await tell(PAYMENT)
    expect(answer).toEqual({
      status: 201,
      body: { ok: true, value: { id: 'sale-77/1', replayed: false } },
    })
    expect(await tell(PAYMENT)).toMatchObject({ status: 200, body: { value: { replayed: true } } })
    expect(sink.papers).toMatchObject([
      {
        ...{ source: 'under-test', kind: 'sale', till: '2', receiptNumber: '77' },
        externalId: 'callback:sale-77/1',
        tenders: [{ kind: 'payment', sign: 'plus', amountMinor: 1_250, currency: 'CAD', row: 1 }],
      },
    ])
    expect(source.health().lastSeenAtMs).not.toBeNull()
  })

  test('the same id with other content, also after a restart: refused', async () => {
    const first = await open()
    await first.tell(PAYMENT)
    await first.source.stop()
    const { sink, tell } = await open()
    expect(await tell(PAYMENT)).toMatchObject({ status: 200 })
    expect(await tell({ ...PAYMENT, amountMinor: 1 })).toMatchObject({
      status: 409,
      body: { ok: false, error: { message: /told before/ } },
    })
    expect(sink.papers).toEqual([])
  })

  test('refunds, voids and training are what they are', async () => {
    const { sink, tell } = await open()
    await tell({ ...PAYMENT, id: 'a', kind: 'refund' })
    await tell({ ...PAYMENT, id: 'b', kind: 'void' })
    await tell({ ...PAYMENT, id: 'c', isTraining: true })
    expect(sink.papers.map(({ kind, tenders }) => [kind, tenders[0]?.kind])).toEqual([
      ['sale', 'refund'],
      ['void', 'void'],
      ['training', 'training'],
    ])
  })

  test('as many ids as are remembered, on a disk: the next one is answered at once', async () => {
    const journal = makeJournalFolder()
    memory = journal.open().sourceMemory('under-test')
    const database = new Sqlite(join(journal.directory, 'journal.db'))
    const insert = database.prepare("INSERT INTO source_memory VALUES ('under-test', ?, ?, 0)")
    database.transaction(() => {
      for (let id = 0; id < 10_000; id += 1) insert.run(`told:old-${id}`, `${1_000 + id} x`)
    })()
    database.close()
    const { tell } = await open()
    await tell({ ...PAYMENT, id: 'first' })
    const beganMs = performance.now()
    for (let sale = 0; sale < 5; sale += 1) await tell({ ...PAYMENT, id: `sale-${sale}` })
    expect(performance.now() - beganMs).toBeLessThan(1_000)
    expect(memory.names()).toHaveLength(10_000)
    expect(memory.read('told:old-5')).toBeUndefined()
    expect(memory.read('told:old-6')).toBeDefined()
    journal.remove()
  })

  test('card numbers in what is told are masked', async () => {
    const { sink, tell } = await open()
    await tell({ ...PAYMENT, rows: ['CARD 9970011234567890128', 'GIFT CARD 12.50'] })
    expect(JSON.stringify(sink.papers)).not.toContain('997001123456789')
  })

  test('a core that cannot take it: the caller is told to try again, and may', async () => {
    let isBroken = true
    const { sink, tell } = await open(
      listener(() => {
        if (isBroken) throw new Error('planted')
      }),
    )
    expect(await tell(PAYMENT)).toMatchObject({ status: 503, body: { error: { retryable: true } } })
    isBroken = false
    expect(await tell(PAYMENT)).toMatchObject({ status: 201 })
    expect(sink.papers).toHaveLength(2)
  })
})

describe('callback: refused with what to do', () => {
  test.each([
    ['no token', PAYMENT, { authorization: '' }, 401, /Authorization: Bearer/],
    ['another token', PAYMENT, { authorization: 'Bearer x' }, 401, /Authorization: Bearer/],
    ['another type', PAYMENT, { 'content-type': 'text/plain' }, 415, /Content-Type/],
    ['no JSON', '{', {}, 400, /not JSON/],
    ['a member too many', { ...PAYMENT, cardNumber: '1' }, {}, 400, /not known/],
    ['no amount', { id: 'x', currency: 'CAD' }, {}, 400, /amountMinor/],
    ['nothing', { ...PAYMENT, amountMinor: 0 }, {}, 400, /amountMinor/],
    ['a part of a cent', { ...PAYMENT, amountMinor: 1.5 }, {}, 400, /amountMinor/],
    ['too long', `"${'x'.repeat(70_000)}"`, {}, 413, /at most/],
  ])('%s', async (_name, body, headers, status, message) => {
    const { sink, tell } = await open()
    const answer = await tell(body, headers as Record<string, string>)
    expect(answer.status).toBe(status)
    expect(answer.body.error.message).toMatch(message)
    expect(sink.papers).toEqual([])
  })

  test('another address, another method', async () => {
    const { port, tell } = await open()
    expect((await tell(PAYMENT, {}, '/payment')).status).toBe(404)
    expect((await fetch(`http://127.0.0.1:${port}/payments`)).status).toBe(405)
  })

  test('the token is for its owner only, and stays the same', async () => {
    const first = await open()
    const { mode } = statSync(join(directory, 'callback-token'))
    expect(mode & 0o077).toBe(0)
    expect(first.source.details?.().tokenFile).toBe(join(directory, 'callback-token'))
    await first.source.stop()
    expect((await open()).token).toBe(first.token)
    writeFileSync(join(directory, 'callback-token'), 'short')
    await expect(open()).rejects.toThrow(/Delete it/)
  })
})
