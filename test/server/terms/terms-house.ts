import { dayAfter, dayAt } from '../../../server/ledger/calendar.ts'
import { createProgram } from '../../../server/programs/index.ts'
import type { TermsHistory } from '../../../src/contract/admin/terms.ts'
import type { ProgramId } from '../../../src/contract/ids.ts'
import { currency, minor } from '../../../src/contract/money.ts'
import type { ProgramRules } from '../../../src/contract/program-rules.ts'
import { NO_TERMS, type Terms } from '../../../src/contract/terms.ts'
import type { AdminBrowser } from '../house/admin-browser.ts'
import { done, openServer, PASSWORD, type TestServer } from '../house/open-server.ts'

/** A server whose network has one program in euros, and one in dollars of Ontario's law. */
export interface TermsHouse {
  readonly server: TestServer
  readonly town: ProgramId
  readonly toronto: ProgramId
  /** What was agreed in a currency. */
  readonly historyOf: (code?: string) => Promise<TermsHistory>
  /** Decides the next version: these terms and nothing else. */
  readonly change: (terms: Partial<Terms>, told?: Told) => ReturnType<typeof changeTerms>
  /** So many days from today, in UTC. */
  readonly inDays: (count: number) => string
}

export interface Told {
  readonly validFrom?: string | null
  readonly code?: string
  readonly by?: AdminBrowser
  readonly password?: string
  readonly basedOn?: number
}

export async function openTermsHouse(settings: string[]): Promise<TermsHouse> {
  const server = await openServer(settings)
  const town = await program(server, 'Town Card', '997001', {})
  const law = { profile: 'ca-on', affiliated: false } as const
  const toronto = await program(server, 'Mall Card', '997002', law, 'CAD')
  return {
    ...{ server, town, toronto },
    historyOf: (code) => historyOf(server, code),
    change: (terms, told) => changeTerms(server, terms, told),
    inDays: (count) => dayAfter(dayAt(server.context.nowMs(), 'UTC'), count),
  }
}

async function program(
  server: TestServer,
  name: string,
  cardPrefix: string,
  rules: Partial<ProgramRules>,
  code = 'EUR',
) {
  const made = await createProgram(server.context, {
    ...{ networkId: server.networkId, name, currency: currency(code), cardPrefix, rules },
    ...{ timeZone: 'Europe/Paris', pinPolicy: 'online', acceptedAt: 'network' },
    ...{ loadMinMinor: minor(500), loadMaxMinor: minor(10_000) },
    ...{ balanceMaxMinor: minor(100_000), reloadable: true },
  })
  return done(made).programId
}

async function historyOf(server: TestServer, code = 'EUR'): Promise<TermsHistory> {
  const { currencies } = done(await server.operator.call('list-terms', {}))
  const found = currencies.find((one) => one.currency === code)
  if (!found) throw new Error(`no terms in ${code}`)
  return found
}

async function changeTerms(server: TestServer, terms: Partial<Terms>, told: Told = {}) {
  const { code = 'EUR', by = server.operator, validFrom = null, password = PASSWORD } = told
  const { versions: known } = await historyOf(server, code)
  return by.call('change-terms', {
    ...{ currency: currency(code), reason: 'As agreed with the members', validFrom, password },
    basedOn: told.basedOn ?? known[0]?.version ?? 0,
    terms: { ...NO_TERMS, ...terms },
  })
}
