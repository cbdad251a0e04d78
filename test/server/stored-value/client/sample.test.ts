import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ROOT } from '../../../../commands/run.ts'
import { createProgram } from '../../../../server/programs/index.ts'
import { currency, minor } from '../../../../src/contract/money.ts'
import { done } from '../../house/open-server.ts'
import { type ApiHouse, openApiHouse } from '../api-house.ts'

const SAMPLE = join(ROOT, 'docs', 'api', 'sample.ts')
const folder = mkdtempSync(join(tmpdir(), 'sample-'))
let house: ApiHouse
beforeAll(async () => {
  house = await openApiHouse()
})
afterAll(async () => {
  await house.close()
  rmSync(folder, { recursive: true })
})

/** Runs the sample as it stands in the documents. */
function run(environment: Record<string, string>): Promise<{ code: number | null; said: string }> {
  const env = { ...process.env, ...environment }
  const child = spawn(process.execPath, [SAMPLE], { cwd: folder, env })
  let said = ''
  child.stdout.on('data', (bytes: Buffer) => {
    said += bytes.toString()
  })
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, said })))
}

test('the sample: twenty lines that issue a card and pay with it; run again, nothing moves', async () => {
  const text = readFileSync(SAMPLE, 'utf8')
  expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(21)
  expect(readFileSync(join(ROOT, 'docs', 'api', 'client.md'), 'utf8')).toContain(text)
  const { programId } = done(
    await createProgram(house.context, {
      ...{ networkId: house.networkId, name: 'Dollar Card', currency: currency('USD') },
      ...{ cardPrefix: '997002', pinPolicy: 'online', reloadable: true, acceptedAt: 'network' },
      ...{ loadMinMinor: minor(500), loadMaxMinor: minor(50_000), balanceMaxMinor: minor(100_000) },
    }),
  )
  const location = await house.operator.call('create-location', {
    ...{ name: 'River Books', email: 'river@books.example' },
    ...{ currency: 'USD', timeZone: 'America/New_York' },
  })
  const key = await house.addKey({ locationId: done(location).locationId })
  const environment = { SERVER_URL: house.url, API_KEY: key, PROGRAM_ID: programId }
  const more = { SEAL_KEY: 'ab'.repeat(32), ORDER: 'order-1001' }
  const first = await run({ ...environment, ...more })
  expect(first).toEqual({
    code: 0,
    said: expect.stringMatching(/^issued •••• \d{4}, left 1500\n$/),
  })
  expect(await run({ ...environment, ...more })).toEqual(first)
})
