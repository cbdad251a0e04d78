import { expect } from 'vitest'
import { verifyLedger } from '../../../server/storage/index.ts'
import { tellGivingUp } from './giving-up-suite.ts'

tellGivingUp(
  async () => [],
  async (house) => {
    await house.stop()
    expect(verifyLedger(house.folder)).toMatchObject({ ok: true })
  },
)
