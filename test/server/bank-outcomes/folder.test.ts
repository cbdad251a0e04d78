import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { done } from '../house/open-server.ts'
import {
  addNacha,
  addPlace,
  fileOf,
  giveAccount,
  openPayoutHouse,
  type PayoutHouse,
  runAndApprove,
  tradeOf,
} from '../payouts/payout-house.ts'
import { eventually } from '../storage/postgres/eventually.ts'
import { readSent, writeAnswers } from './bank-answers.ts'

let house: PayoutHouse
let folder = ''
beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bank-'))
  house = await openPayoutHouse(['--bank-answers', folder])
})
afterEach(async () => {
  await house.close()
  fs.rmSync(folder, { recursive: true })
})

/** As a bank's programme does, and then leaves alone. */
function put(place: string, name: string, text: string): void {
  const file = path.join(place, name)
  fs.writeFileSync(file, text)
  const before = new Date(Date.now() - 60_000)
  fs.utimesSync(file, before, before)
}

test('the folder of bank answers: a good file is taken, a broken one is put aside with its rules', async () => {
  await addNacha(house)
  const place = await addPlace(house, 'Main Street Bakery')
  await giveAccount(house, place, 1)
  const trade = tradeOf(house)
  await trade.redeem(place, await trade.sell(5_000), 5_000)
  const run = await runAndApprove(house)
  const [file] = run.files
  const sent = readSent(await fileOf(house.operator, file?.fileId ?? ''))
  done(await house.operator.call('mark-file-sent', { fileId: file?.fileId ?? '' }))
  const [entry] = sent
  if (entry === undefined) throw new Error('nothing was sent')
  put(folder, 'broken.ach', 'this is no file of a bank')
  put(folder, 'returns.ach', writeAnswers([{ entry, code: 'R03' }]))
  const own = path.join(folder, house.networkId)
  fs.mkdirSync(own)
  put(own, 'again.ach', writeAnswers([{ entry, code: 'R03' }], 'B'))
  const isThere = (...parts: string[]) => fs.existsSync(path.join(folder, ...parts))
  await eventually(
    () =>
      isThere('taken', 'returns.ach') &&
      isThere('refused', 'broken.ach') &&
      isThere(house.networkId, 'taken', 'again.ach'),
  )
  const rules = fs.readFileSync(path.join(folder, 'refused', 'broken.ach.problems.json'), 'utf8')
  expect(JSON.parse(rules)).toMatchObject([{ rule: expect.any(String), line: expect.any(Number) }])
  await eventually(async () => {
    const { files } = done(await house.operator.call('list-bank-answer-files', {}))
    return files.length === 2 && files.every(({ waiting }) => waiting === 0)
  })
  const { files } = done(await house.operator.call('list-bank-answer-files', {}))
  expect(files.map(({ answers }) => answers).sort()).toEqual([0, 1])
  expect(files[0]).toMatchObject({ takenBy: 'system' })
  const { payees } = done(await house.operator.call('list-bank-accounts', {}))
  const found = payees.find(({ locationId }) => locationId === place)
  expect(found).toMatchObject({ why: 'blocked', latest: { canRelease: false } })
})
