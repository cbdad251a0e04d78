import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestNetwork, type TestNetwork } from '../ledger/network.ts'
import type { Engine } from './engines.ts'

/**
 * The tests of one part on a ledger of their own, which `keep` is given when it is open. Whatever
 * they did to it, in the end it is proved.
 */
export function onLedger(
  engine: Engine,
  keep: (network: TestNetwork) => void | Promise<void>,
  tests: () => void,
): void {
  let network: TestNetwork
  beforeAll(async () => {
    network = await openTestNetwork({}, {}, engine)
    await keep(network)
  })
  afterAll(() => network.end())
  tests()
  test('after all of them the ledger is proved', async () => {
    expect(await network.verify()).toMatchObject({ ok: true })
  })
}
