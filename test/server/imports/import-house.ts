import { createProgram } from '../../../server/programs/index.ts'
import { readBooks } from '../../../server/storage/index.ts'
import type { ImportReport, ImportView } from '../../../src/contract/admin/imports.ts'
import type { ProgramId } from '../../../src/contract/ids.ts'
import { currency, minor } from '../../../src/contract/money.ts'
import type { Reply } from '../../../src/contract/refusals.ts'
import { type AdminBrowser, adminBrowser } from '../house/admin-browser.ts'
import { done, PASSWORD, type TestServer } from '../house/open-server.ts'
import type { ForeignFile } from './foreign-file.ts'

/** A program with the first digits that the files' faults know of. */
export async function addProgram(server: TestServer, name = 'Old Town Card'): Promise<ProgramId> {
  const made = await createProgram(server.context, {
    ...{ networkId: server.networkId, name, currency: currency('EUR'), cardPrefix: '997001' },
    ...{ pinPolicy: 'online', reloadable: true, acceptedAt: 'network' },
    ...{ loadMinMinor: minor(500), loadMaxMinor: minor(50_000) },
    balanceMaxMinor: minor(100_000),
  })
  return done(made).programId
}

/** Another person of the network, signed in. */
export async function secondPerson(server: TestServer): Promise<AdminBrowser> {
  const email = 'frank@network.example'
  await server.addStaff('finance', email)
  const browser = adminBrowser(server.url)
  done(await browser.call('sign-in', { email, password: PASSWORD }))
  return browser
}

async function send<Value>(
  browser: AdminBrowser,
  path: string,
  query: Readonly<Record<string, string>>,
  csv: string,
): Promise<Reply<Value>> {
  const response = await browser.send(`/imports/${path}?${new URLSearchParams(query)}`, {
    method: 'POST',
    headers: { 'x-countermark-admin': '1', 'content-type': 'text/csv' },
    body: csv,
  })
  return (await response.json()) as Reply<Value>
}

/** The report of a dry run. */
export function check(
  browser: AdminBrowser,
  programId: ProgramId,
  csv: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Reply<ImportReport>> {
  return send(browser, 'check', { programId, ...more }, csv)
}

/** Takes a file in, with the figures that it has unless others are said. */
export function stage(
  browser: AdminBrowser,
  programId: ProgramId,
  file: ForeignFile,
  more: Readonly<Record<string, string>> = {},
): Promise<Reply<ImportView>> {
  const control = {
    rows: String(file.cards.length),
    remainingMinor: String(file.remainingMinor),
  }
  return send(browser, 'stage', { programId, source: 'Givex', ...control, ...more }, file.csv)
}

/** The figures that a second person has to say. */
export function controlOf(file: ForeignFile): { rows: number; remainingMinor: number } {
  return { rows: file.cards.length, remainingMinor: file.remainingMinor }
}

/** Waits until an import is in this state. */
export async function untilState(
  browser: AdminBrowser,
  importId: string,
  state: ImportView['state'],
): Promise<ImportView> {
  for (;;) {
    const view = done(await browser.call('read-import', { importId }))
    if (view.state === state) return view
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** What cards are worth together, and what the system before owes for them. */
export async function booksOf(
  server: Pick<TestServer, 'context'>,
): Promise<readonly [liabilityMinor: number, importedMinor: number]> {
  const { books } = await readBooks(server.context.database)
  const [euros] = books
  return [euros?.liabilityMinor ?? 0, euros?.importedMinor ?? 0]
}
