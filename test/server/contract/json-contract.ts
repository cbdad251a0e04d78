import { expect, test } from 'vitest'
import { arrangeCard, nextId } from './arrange.ts'
import { describeContract } from './contract-house.ts'
import { CONTRACT_ROWS } from './rows.ts'

/** Holds the JSON API to every row of the contract, on a server with these settings. */
export function describeJsonContract(
  name: string,
  start: () => Promise<readonly string[]>,
  end: () => Promise<void>,
): void {
  describeContract(`the contract as JSON on ${name}`, { start, end }, (house) => {
    test.each(CONTRACT_ROWS)(
      '$operation of a $form card ($history), $ask: $outcome',
      async (row) => {
        const card = await arrangeCard(house(), row)
        const id = row.operation === 'balance' ? {} : { requestId: nextId() }
        const answer = await house().post(`/v1/storedvalue/${row.operation}`, {
          ...id,
          ...row.body(card),
        })
        const { refusal, error, value } = answer.body
        expect(refusal?.code ?? error?.code ?? 'SUCCESS', answer.text).toBe(row.outcome)
        if (row.outcome === 'SUCCESS') expect(value).toMatchObject(row.value)
        for (const named of [card, card.second])
          if (named) expect(answer.text).not.toContain(named.number)
      },
    )
  })
}
