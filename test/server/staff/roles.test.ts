import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AUDIT_FILE_PATH } from '../../../src/contract/admin/audit.ts'
import { BANK_ANSWERS_PATH } from '../../../src/contract/admin/bank-outcomes.ts'
import { BOOK_EXPORT_PATH } from '../../../src/contract/admin/book-exports.ts'
import { BOOK_FILE_PATH, EVIDENCE_PATH } from '../../../src/contract/admin/books.ts'
import { IMPORT_CHECK_PATH, IMPORT_STAGE_PATH } from '../../../src/contract/admin/imports.ts'
import { PAYOUT_FILE_PATH } from '../../../src/contract/admin/payouts.ts'
import { EXPORT_PATH } from '../../../src/contract/admin/production.ts'
import {
  DOOR_ROLES,
  type GuardedName,
  mayRole,
  ROLES,
  type SignedInName,
} from '../../../src/contract/admin/roles.ts'
import { RUN_TABLE_PATH, STATEMENT_FILE_PATH } from '../../../src/contract/admin/statements.ts'
import {
  ADMIN,
  ADMIN_EVENTS_PATH,
  ADMIN_PREFIX,
  STATEMENT_PATH,
} from '../../../src/contract/admin/table.ts'
import { STAFF_ROLES } from '../../../src/contract/admin/views.ts'
import { adminBrowser } from '../house/admin-browser.ts'
import { done, openServer, PASSWORD, type TestServer } from '../house/open-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await openServer()
  for (const role of STAFF_ROLES) await server.addStaff(role, `${role}@roles.example`)
})
afterAll(() => server?.close())

interface Door {
  readonly name: GuardedName
  readonly method: string
  readonly path: string
}

const door = (name: keyof typeof DOOR_ROLES, path: string, method = 'GET') => {
  return { name, method, path }
}
/** Ending the session by which the others are asked comes last, and elsewhere. */
const rows = (Object.keys(ROLES) as SignedInName[])
  .filter((name) => name !== 'sign-out' && name !== 'revoke-session')
  .map((name) => ({ name, method: ADMIN[name].method, path: ADMIN_PREFIX + ADMIN[name].path }))
const DOORS: readonly Door[] = [
  ...rows,
  door('fetch-book-file', BOOK_FILE_PATH),
  door('fetch-book-file', EVIDENCE_PATH),
  door('fetch-book-file', BOOK_EXPORT_PATH),
  door('fetch-payout-file', PAYOUT_FILE_PATH),
  door('fetch-statement', STATEMENT_PATH),
  door('fetch-statement', STATEMENT_FILE_PATH),
  door('fetch-statement', RUN_TABLE_PATH),
  door('fetch-printer-file', EXPORT_PATH, 'POST'),
  door('send-import-file', IMPORT_CHECK_PATH, 'POST'),
  door('send-import-file', IMPORT_STAGE_PATH, 'POST'),
  door('send-bank-answers', BANK_ANSWERS_PATH, 'POST'),
  door('fetch-audit', AUDIT_FILE_PATH),
  door('listen-events', ADMIN_EVENTS_PATH),
]

const NOBODYS = '00000000-0000-7000-8000-000000000000'

/** Asks for nothing that there is: the role is looked at before. */
async function statusOf({ method, path }: Door, headers: Readonly<Record<string, string>>) {
  const url = server.url + path.replaceAll(/\{\w+\}/g, NOBODYS)
  const body = method === 'GET' ? {} : { body: '{}' }
  const leaving = new AbortController()
  const asked = { 'content-type': 'application/json', ...headers }
  const { status } = await fetch(url, { method, headers: asked, signal: leaving.signal, ...body })
  leaving.abort()
  return status
}

async function signedIn(role: string): Promise<string> {
  const browser = adminBrowser(server.url)
  const email = `${role}@roles.example`
  done(await browser.call('sign-in', { email, password: PASSWORD }))
  return browser.cookie()
}

const OWN_PAGE = { 'x-countermark-admin': '1' }

test('every door beside the table is walked through', () => {
  const walked = new Set(DOORS.map(({ name }) => name))
  expect(Object.keys(DOOR_ROLES).filter((name) => !walked.has(name as GuardedName))).toEqual([])
})

describe.each(STAFF_ROLES)('%s', (role) => {
  test('is refused what the table does not permit, and nothing else', async () => {
    const headers = { cookie: await signedIn(role), ...OWN_PAGE }
    const refused: string[] = []
    for (const one of DOORS) if ((await statusOf(one, headers)) === 403) refused.push(one.name)
    const expected = DOORS.filter(({ name }) => !mayRole(role, name)).map(({ name }) => name)
    expect(refused).toEqual(expected)
  })

  test('changes nothing from a foreign page', async () => {
    const cookie = await signedIn(role)
    for (const one of DOORS.filter(({ method }) => method !== 'GET'))
      expect(await statusOf(one, { cookie }), one.name).toBe(403)
  })
})

test('nobody gets in without a session', async () => {
  for (const one of DOORS) expect(await statusOf(one, OWN_PAGE), one.name).toBe(401)
})
