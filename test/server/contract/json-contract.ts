import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ApiHouse, openApiHouse } from '../stored-value/api-house.ts'
import { arrangeCard, nextId } from './arrange.ts'
import { CONTRACT_ROWS } from './rows.ts'

/** Holds the JSON API to every row of the contract, on a server with these settings. */
export function describeJsonContract(
  name: string,
  start: () => Promise<readonly string[]>,
  end: () => Promise<void>,
): void {
  describe(`the contract as JSON on ${name}`, () => {
    let house: ApiHouse
    beforeAll(async () => {
      house = await openApiHouse(await start())
    }, START_MS_MAX)
    afterAll(async () => {
      await house.close()
      await end()
    }, START_MS_MAX)

    test.each(CONTRACT_ROWS)(
      '$operation of a $form card ($history), $ask: $outcome',
      async (row) => {
        const card = await arrangeCard(house, row.form, row.history)
        const id = row.operation === 'balance' ? {} : { requestId: nextId() }
        const answer = await house.post(`/v1/storedvalue/${row.operation}`, {
          ...id,
          ...row.body(card),
        })
        const { refusal, error, value } = answer.body
        expect(refusal?.code ?? error?.code ?? 'SUCCESS', answer.text).toBe(row.outcome)
        if (row.outcome === 'SUCCESS') expect(value).toMatchObject(row.value)
        expect(answer.text).not.toContain(card.number)
      },
    )
  })
}

/** A database server starts in a second; on a busy machine its disk may be slow. */
const START_MS_MAX = 240_000
