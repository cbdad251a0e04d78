import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dayAt, listPayables, placesOf } from '../../../server/settlement/index.ts'
import type { StatementRow } from '../../../server/statements/document.ts'
import { statementOfDays } from '../../../server/statements/of-days.ts'
import { eachEngine } from '../../helpers/each-engine.ts'
import { newId } from '../../helpers/new-id.ts'
import { type ApiHouse, openApiHouse } from '../stored-value/api-house.ts'

const ALL_TIME = { from: '2000-01-01', to: '2099-12-31' } as const
const LOOKS = 60

describe.each(eachEngine())(
  'what a location is owed while its tills go on: %s',
  (_, makeDatabase) => {
    let house: ApiHouse
    let card: { readonly number: string; readonly pin: string }
    beforeAll(async () => {
      const url = await makeDatabase()
      house = await openApiHouse(url === undefined ? [] : ['--database-url', url])
      const { number, pin } = await house.activeCard(50_000)
      card = { number, pin }
    }, 60_000)
    afterAll(() => house?.close())

    async function redeem(): Promise<void> {
      const body = { requestId: newId(), card, amountMinor: 5, currency: 'EUR' }
      const { status, text } = await house.post('/v1/storedvalue/redeem', body)
      if (status !== 200) throw new Error(text)
    }

    test('the lines of a statement add up to its sums, whatever is redeemed while it is written', async () => {
      await redeem()
      const { database, nowMs } = house.context
      const { networkId } = house
      const [place] = await placesOf(database, networkId)
      if (!place) throw new Error('there is no location')
      const today = dayAt(nowMs(), place.timeZone)
      const wish = { networkId, place, language: 'en' } as const
      const document = await statementOfDays(database, wish, { from: today, to: today })
      await redeem()
      const rows: StatementRow[] = []
      for await (const some of document.rows()) rows.push(...some)
      const owed = document.summary.at(-1)?.amountMinor
      expect(owed).toBe(5)
      expect(rows.at(-1)?.balanceMinor).toBe(owed)
    })

    test('payables tie to the ledger at every look, however busy the tills are', async () => {
      const { database } = house.context
      let isOver = false
      let redeemed = 0
      const till = async () => {
        for (; !isOver; redeemed += 1) await redeem()
      }
      const tills = Promise.all([till(), till(), till(), till()])
      for (let look = 0; look < LOOKS || redeemed < LOOKS; look += 1) {
        const { lines, ledger } = await listPayables(database, house.networkId, ALL_TIME)
        expect(lines.map(({ payableMinor }) => payableMinor)).toEqual(
          ledger.map(({ payableMinor }) => payableMinor),
        )
      }
      isOver = true
      await tills
      expect(redeemed).toBeGreaterThan(LOOKS)
    }, 60_000)
  },
)
