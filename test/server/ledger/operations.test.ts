import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { operationAnswerSchema } from '../../../src/contract/operations.ts'
import {
  activate,
  cardWith,
  openTestNetwork,
  redeem,
  run,
  stockedCard,
  type TestNetwork,
  voidRequest,
} from './network.ts'

let network: TestNetwork
beforeEach(async () => {
  network = await openTestNetwork()
})
afterEach(() => network.end())

describe('operations', () => {
  test('redeem: takes the amount, answers in the contract form', async () => {
    const card = await cardWith(network, 5000)
    const answer = await run(network, redeem(network.station, card, 2500))
    expect(operationAnswerSchema.parse(answer)).toMatchObject({
      kind: 'redeem',
      appliedMinor: 2500,
      balanceMinor: 2500,
      cardState: 'active',
    })
  })

  test('void: gives back what was taken', async () => {
    const card = await stockedCard(network)
    await run(network, activate(network.station, card, 5000))
    const taken = redeem(network.station, card, 2500)
    await run(network, taken)
    const answer = await run(network, voidRequest(network.station, taken.requestId))
    expect(answer).toMatchObject({ kind: 'void', appliedMinor: 2500, balanceMinor: 5000 })
  })
})
