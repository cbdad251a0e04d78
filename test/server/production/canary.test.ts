import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { done } from '../house/open-server.ts'
import { type ApiHouse, openApiHouse } from '../stored-value/api-house.ts'
import { fetchFile, openPrintingHouse, planBatch, untilReady } from './house.ts'

let house: ApiHouse
beforeAll(async () => {
  house = await openApiHouse()
})
afterAll(() => house.close())

/** Every byte of the database, its log and its backups, and every line that was logged. */
function kept(): string {
  const files = readdirSync(house.folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.db/.test(name),
  )
  expect(files.some((name) => name.endsWith('-wal'))).toBe(true)
  const texts = files.map((name) => readFileSync(join(house.folder, name)).toString('latin1'))
  return [house.logged(), ...texts].join('\n')
}

test('a batch from its plan to a sale: no number, PIN or track in clear anywhere', async () => {
  const printing = await openPrintingHouse(house)
  const { programId } = house
  const { batchId } = await planBatch(house, { programId, printer: printing.printer, count: 300 })
  await untilReady(house, batchId)
  const file = new Uint8Array(await (await fetchFile(house, batchId)).arrayBuffer())
  const beforeReceipt = kept()
  const lines = await printing.open(file)
  done(await house.operator.call('receive-batch', { batchId }))
  for (const { number, pin } of lines.slice(0, 5)) {
    const sold = await house.post('/v1/storedvalue/fund-and-activate', {
      ...{ requestId: `sale-${number?.slice(-4)}`, amountMinor: 2500, currency: 'EUR' },
      card: { number, pin },
    })
    expect(sold.status).toBe(200)
  }
  const everywhere = [beforeReceipt, kept(), Buffer.from(file).toString('latin1')].join('\n')
  // What may be kept is there, so that the search would have found the rest.
  expect(everywhere).toContain('batch-export')
  expect(everywhere).toContain('Spring 2027')
  expect(everywhere).toContain('age-encryption.org')
  const numbers = lines.flatMap(({ number, track2 }) => [number ?? '?', track2 ?? '?'])
  expect(numbers).toHaveLength(600)
  expect(numbers.filter((secret) => everywhere.includes(secret))).toEqual([])
  // Eight digits stand in many times by chance: a PIN stands alone.
  const alone = new Set(everywhere.match(/(?<!\d)\d{8}(?!\d)/g))
  expect(lines.filter(({ pin }) => alone.has(pin ?? ''))).toEqual([])
})

test('the printer: whoever has not its key reads nothing', async () => {
  const printing = await openPrintingHouse(house, { name: 'One' })
  const other = await openPrintingHouse(house, { name: 'Other' })
  const order = { programId: house.programId, printer: printing.printer, count: 3, name: 'Small' }
  const { batchId } = await planBatch(house, order)
  await untilReady(house, batchId)
  const file = new Uint8Array(await (await fetchFile(house, batchId)).arrayBuffer())
  await expect(other.open(file)).rejects.toThrow()
  const cut = file.slice(0, -10)
  await expect(printing.open(cut)).rejects.toThrow()
  expect(await printing.open(file)).toHaveLength(3)
})

test('a thief of the database with its keys: a sold card has nothing quicker than argon2id', async () => {
  const { rows } = await import('kysely').then(({ sql }) =>
    sql<{ pin_hash: string; state: string }>`
      SELECT batch_item.pin_hash, card.state FROM batch_item JOIN card ON card.uid = batch_item.uid
    `.execute(house.context.database.read),
  )
  const sold = rows.filter(({ state }) => state === 'active')
  expect(sold).toHaveLength(5)
  expect(sold.filter(({ pin_hash }) => !pin_hash.startsWith('$argon2id$'))).toEqual([])
  const kept = await house.context.database.read
    .selectFrom('card')
    .where('batch', '=', 'Spring 2027')
    .select('pin_hash')
    .distinct()
    .execute()
  expect(kept).toEqual([{ pin_hash: 'with its batch' }])
})
