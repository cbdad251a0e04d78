import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runNetwork } from '../../../commands/network.ts'
import { withServerContext } from '../../../commands/server-context.ts'
import { runStaff } from '../../../commands/staff.ts'
import { verifyLedger } from '../../../server/storage/index.ts'
import { adminBrowser } from '../house/admin-browser.ts'
import { openAgain } from '../house/open-again.ts'
import { saidBy } from './said-by.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'countermark-people-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const network = (...words: readonly string[]) =>
  saidBy(() => runNetwork([...words, '--data', folder]))
const staff = (...words: readonly string[]) => saidBy(() => runStaff([...words, '--data', folder]))
const rowsOf = (out: string): Record<string, unknown>[] =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

/** What the server answers to somebody who signs in with this password. */
async function signsIn(server: { readonly url: string }, email: string, password: string) {
  const reply = await adminBrowser(server.url).call('sign-in', { email, password })
  return reply.ok ? reply.value.role : 'no'
}

const PLACE = ['--currency', 'EUR', '--zone', 'Europe/Paris'] as const

test("a network of one's own: made with what it needs, and its people come and go", async () => {
  const made = await network('create', '--name', 'Old Town', ...PLACE, '--email', 'ana@old.example')
  expect(made).toMatchObject({ code: 0, err: '' })
  const { networkId, operator } = JSON.parse(made.out)
  expect(await network('program', '--name', 'Gold', ...PLACE)).toMatchObject({ code: 0 })
  const programs = rowsOf((await network('list')).out)
  expect(programs).toMatchObject([
    { networkId, network: 'Old Town', program: 'Old Town', currency: 'EUR' },
    { networkId, network: 'Old Town', program: 'Gold', currency: 'EUR' },
  ])

  const added = await staff('add', 'Ben@old.example', '--name', 'Ben', '--role', 'finance')
  const ben = JSON.parse(added.out).password
  expect(rowsOf((await staff('list')).out)).toMatchObject([
    { email: 'ben@old.example', role: 'finance', state: 'active' },
    { email: 'ana@old.example', role: 'operator', state: 'active' },
  ])

  const first = await openAgain({ folder })
  expect(await signsIn(first, operator.email, operator.password)).toBe('operator')
  const browser = adminBrowser(first.url)
  await browser.call('sign-in', { email: 'ben@old.example', password: ben })
  expect(await browser.call('who-am-i', {})).toMatchObject({ ok: true })
  await first.close()

  const renewed = JSON.parse((await staff('password', 'ben@old.example')).out).password
  const second = await openAgain({ folder })
  expect(await signsIn(second, 'ben@old.example', ben)).toBe('no')
  expect(await signsIn(second, 'ben@old.example', renewed)).toBe('finance')
  await second.close()

  expect(await staff('disable', 'ben@old.example')).toMatchObject({ code: 0 })
  const third = await openAgain({ folder })
  expect(await signsIn(third, 'ben@old.example', renewed)).toBe('no')
  await third.close()
  expect(await staff('enable', 'ben@old.example')).toMatchObject({ code: 0 })
  const { sessions, actions, proof } = await withServerContext(folder, async (context) => ({
    sessions: await context.database.read
      .selectFrom('staff_session')
      .innerJoin('staff', 'staff.id', 'staff_session.staff_id')
      .where('staff.email', '=', 'ben@old.example')
      .where('revoked_at_ms', 'is', null)
      .selectAll()
      .execute(),
    actions: await context.database.read
      .selectFrom('audit')
      .select('action')
      .where('action', 'like', 'staff-%')
      .orderBy('id')
      .execute(),
    proof: await verifyLedger(folder),
  }))
  expect(sessions).toEqual([])
  expect(actions.map(({ action }) => action)).toEqual([
    ...['staff-create', 'staff-create', 'staff-password', 'staff-disable', 'staff-enable'],
  ])
  expect(proof).toMatchObject({ ok: true })
})

test('what cannot be: said, and nothing is made', async () => {
  const before = (await network('list')).out + (await staff('list')).out
  const create = (name: string, email: string, ...place: readonly string[]) =>
    network('create', '--name', name, '--email', email, ...place)
  const tries = [
    () => create('New', 'nobody', ...PLACE),
    () => create(' ', 'eve@new.example', ...PLACE),
    () => create('New', 'eve@new.example', '--currency', 'EUX', '--zone', 'Europe/Paris'),
    () => create('New', 'eve@new.example', '--currency', 'EUR', '--zone', 'Paris'),
    () => create('New', 'eve@new.example', ...PLACE, '--prefix', '411111'),
    () => staff('add', 'eve@new.example', '--name', 'Eve', '--role', 'queen'),
    () => staff('add', 'eve@new.example', '--name', 'Eve'),
    () => staff('list', 'eve@new.example'),
    () => network('forget'),
  ]
  for (const wrong of tries) {
    const { code, err } = await wrong()
    expect(code, wrong.toString()).toBe(2)
    expect(err.length).toBeGreaterThan(10)
  }
  expect(await create('New', 'ANA@old.example', ...PLACE)).toMatchObject({ code: 1 })
  expect(await network('program', '--name', 'Gold', ...PLACE)).toMatchObject({ code: 1 })
  const nobody = await staff('password', 'eve@new.example')
  expect(nobody.code).toBe(1)
  expect(nobody.err).toContain('eve@new.example')
  expect((await network('list')).out + (await staff('list')).out).toBe(before)
})
