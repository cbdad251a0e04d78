import { expect, test } from 'vitest'
import { fingerprintOf, openDetails, sealDetails } from '../../../server/bank-accounts/details.ts'
import type { BankDetails } from '../../../server/bank-files/index.ts'
import { activateNumberKeys, addNumberKeys, dropNumberKeys } from '../../../server/key-rotation.ts'
import { keySource } from '../../../server/key-source.ts'
import { openServer } from '../house/open-server.ts'

const details: BankDetails = {
  country: 'ca',
  institution: '003',
  transit: '12345',
  account: '7654321',
}

test('a rotation of the number keys: accounts open as before, also when the old keys are gone', async () => {
  const server = await openServer()
  try {
    const { context } = server
    const sealed = sealDetails(context, 'one', details)
    const before = fingerprintOf(context, details)
    const file = context.config.keyFile
    const source = keySource(file, null)
    const first = context.keys.keyVersion
    activateNumberKeys(source, addNumberKeys(source))
    dropNumberKeys(source, first)
    await context.keys.reload(async () => undefined)
    expect(context.keys.keyVersion).not.toBe(first)
    expect(openDetails(context, 'one', sealed)).toEqual(details)
    expect(fingerprintOf(context, details)).toEqual(before)
    expect(() => openDetails(context, 'other', sealed)).toThrow()
  } finally {
    await server.close()
  }
})
