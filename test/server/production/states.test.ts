import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verifyLedger } from '../../../server/storage/index.ts'
import { startPostgres, type TestPostgres } from '../../helpers/postgres.ts'
import { proveDatabase } from '../conformance/prove-database.ts'
import { done, openServer, type TestServer } from '../house/open-server.ts'
import { eventually } from '../storage/postgres/eventually.ts'
import { addProgram, openPrintingHouse, type PrintingHouse, printBatch } from './house.ts'

let server: TestServer
let printing: PrintingHouse

const engines = [
  { name: 'SQLite', isPostgres: false },
  { name: 'PostgreSQL', isPostgres: true },
]

describe.each(engines)('the cards of a batch on $name', ({ isPostgres }) => {
  let postgres: TestPostgres | undefined
  let url = ''
  let programId: Awaited<ReturnType<typeof addProgram>>
  beforeAll(async () => {
    postgres = isPostgres ? await startPostgres() : undefined
    url = (await postgres?.createDatabase()) ?? ''
    server = await openServer(isPostgres ? ['--database-url', url] : [])
    printing = await openPrintingHouse(server)
    programId = await addProgram(server)
  })
  afterAll(async () => {
    await server.close()
    await postgres?.end()
  })
  const proof = async () => {
    const proven = isPostgres ? await proveDatabase(url) : verifyLedger(server.folder)
    return proven.ok ? 'proved' : proven.difference.where
  }
  /** More than are moved at once. */
  const make = (name: string) =>
    printBatch(server, printing, { programId, name, count: 2_300, withPin: false })

  test('planned until the batch is received, then in stock', async () => {
    const { batch } = await make('Spring')
    expect(await states('Spring')).toEqual({ planned: 2_300 })
    expect(await proof()).toBe('proved')
    done(await server.operator.call('receive-batch', { batchId: batch.batchId }))
    expect(await states('Spring')).toEqual({ in_stock: 2_300 })
    expect(await proof()).toBe('proved')
  })

  test('of a batch that was given up: closed for ever', async () => {
    const { batch } = await make('Bad')
    const { batchId } = batch
    done(await server.operator.call('spoil-batch', { batchId, reason: 'wrong colour' }))
    expect(await states('Bad')).toEqual({ deactivated: 2_300 })
    expect(await proof()).toBe('proved')
  })

  test('one that is said to be in stock before its time: found by the proof', async () => {
    await make('Early')
    const [card] = await cardsOf('Early')
    await setState('in_stock', card)
    expect(await proof()).toBe(`state of card ${card}`)
    await setState('planned', card)
    expect(await proof()).toBe('proved')
  })

  test('a server that ended before all were in stock: another goes on', async () => {
    const { batch } = await make('Halfway')
    done(await server.operator.call('receive-batch', { batchId: batch.batchId }))
    const { read, write } = server.context.database
    const cards = await cardsOf('Halfway')
    for (const card of cards.slice(2_290)) await setState('planned', card)
    const back = read.updateTable('batch').set({ is_moved: 0 }).where('id', '=', batch.batchId)
    await write([{ query: back.compile(), changes: 1 }])
    expect(await proof()).toBe('proved')
    // Whatever wakes the work: here another batch.
    await make('Another')
    await eventually(async () => (await states('Halfway'))['in_stock'] === 2_300)
    expect(await proof()).toBe('proved')
  })
})

async function cardsOf(batch: string): Promise<number[]> {
  const rows = await server.context.database.read
    .selectFrom('card')
    .where('batch', '=', batch)
    .orderBy('id')
    .select('id')
    .execute()
  return rows.map(({ id }) => id)
}

async function setState(state: 'planned' | 'in_stock', card: number | undefined): Promise<void> {
  const { read, write } = server.context.database
  const query = read
    .updateTable('card')
    .set({ state })
    .where('id', '=', card ?? 0)
    .compile()
  expect(await write([{ query, changes: 1 }])).toBe(true)
}

async function states(batch: string): Promise<Record<string, number>> {
  const rows = await server.context.database.read
    .selectFrom('card')
    .where('batch', '=', batch)
    .groupBy('state')
    .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
    .execute()
  return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]))
}
