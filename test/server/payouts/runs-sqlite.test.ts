import { expect } from 'vitest'
import { verifyLedger } from '../../../server/storage/index.ts'
import { tellRuns } from './runs-suite.ts'

tellRuns(
  async () => [],
  async (house) => {
    await house.stop()
    expect(verifyLedger(house.folder)).toMatchObject({ ok: true })
  },
)
