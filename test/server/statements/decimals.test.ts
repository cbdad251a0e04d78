import { inflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLocation } from '../../../server/network/index.ts'
import { currency } from '../../../src/contract/money.ts'
import { done } from '../house/open-server.ts'
import { settle } from '../ledger/settling.ts'
import { openPayoutHouse, type PayoutHouse } from '../payouts/payout-house.ts'

let house: PayoutHouse
beforeAll(async () => {
  house = await openPayoutHouse()
}, 60_000)
afterAll(() => house.close())

/** Text of a part of a ZIP file. */
function partOf(bytes: Buffer, name: string): string {
  let at = bytes.readUInt32LE(bytes.lastIndexOf(Buffer.from('504b0506', 'hex')) + 16)
  for (;;) {
    const [packed, length] = [bytes.readUInt32LE(at + 20), bytes.readUInt16LE(at + 28)]
    const head = bytes.readUInt32LE(at + 42)
    const from = head + 30 + bytes.readUInt16LE(head + 26) + bytes.readUInt16LE(head + 28)
    if (bytes.toString('utf8', at + 46, at + 46 + length) === name)
      return inflateRawSync(bytes.subarray(from, from + packed)).toString()
    at += 46 + length
  }
}

/** The format in which a workbook shows the cell with this value. */
function shownAs(bytes: Buffer, value: string): string | undefined {
  const sheet = partOf(bytes, 'xl/worksheets/sheet1.xml')
  const style = Number(new RegExp(`s="(\\d+)"><v>${value}</v>`).exec(sheet)?.[1])
  const styles = partOf(bytes, 'xl/styles.xml')
  const cells = /<cellXfs[^>]*>(.*)<\/cellXfs>/.exec(styles)?.[1] ?? ''
  const id = [...cells.matchAll(/numFmtId="(\d+)"/g)][style]?.[1]
  return new RegExp(`numFmtId="${id}" formatCode="([^"]+)"`).exec(styles)?.[1]
}

test('a run of three currencies as a workbook: each amount with all decimals of its own', async () => {
  const { context, networkId } = house
  for (const [code, amountMinor] of [
    ...[['KWD', 12_345] as const, ['JPY', 777] as const, ['USD', 9_876] as const],
  ]) {
    const place = { name: `Shop ${code}`, email: 'owner@shop.example', timeZone: 'UTC' }
    const added = await createLocation(context, networkId, { ...place, currency: currency(code) })
    const of = { networkId, here: done(added).locationId }
    const request = settle(of, 'payable_adjust', amountMinor, { currency: currency(code) })
    done((await context.database.ledger.execute(request)).reply)
  }
  const { runId } = done(await house.operator.call('make-run', { cutOffMs: null }))
  const response = await house.operator.send(`/run-table?runId=${runId}&format=xlsx`)
  const bytes = Buffer.from(await response.arrayBuffer())
  expect(shownAs(bytes, '12.345')).toBe('#,##0.000')
  expect(shownAs(bytes, '777')).toBe('#,##0')
  expect(shownAs(bytes, '98.76')).toBe('#,##0.00')
})
