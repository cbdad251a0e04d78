import type { TypedDetails } from '../../../src/contract/admin/bank-accounts.ts'
import type { AdminParams } from '../../../src/contract/admin/table.ts'
import type { LocationId } from '../../../src/contract/ids.ts'
import { currency } from '../../../src/contract/money.ts'
import { type AdminBrowser, adminBrowser } from '../house/admin-browser.ts'
import { type MailBox, openMailBox, senderOf } from '../house/mail-box.ts'
import {
  done,
  OPERATOR_EMAIL,
  openServer,
  PASSWORD,
  type TestServer,
} from '../house/open-server.ts'

/** A server at a time of its own, with a mail box, two people, and a shop that is paid in dollars. */
export interface BankHouse extends Omit<TestServer, 'operator'> {
  readonly box: MailBox
  /** Enters accounts. */
  readonly olga: () => AdminBrowser
  /** Agrees to them. */
  readonly fiona: () => AdminBrowser
  readonly shop: LocationId
  /** Lets time pass until then, and signs both people in again. */
  readonly goTo: (isoTime: string) => Promise<void>
  readonly addShop: (name: string, code?: string, timeZone?: string) => Promise<LocationId>
  readonly close: () => Promise<void>
}

/** Noon in New York of a Wednesday; the Monday after it is a holiday. */
export const WEDNESDAY = '2027-06-30T16:00:00Z'
const FINANCE_EMAIL = 'fiona@network.example'

export async function openBankHouse(settings: readonly string[] = []): Promise<BankHouse> {
  const box = await openMailBox()
  const server = await openServer([...settings, ...senderOf(box.port)])
  await server.addStaff('finance', FINANCE_EMAIL)
  let people: readonly AdminBrowser[] = []
  const goTo = async (isoTime: string): Promise<void> => {
    server.advance(Date.parse(isoTime) - server.context.nowMs())
    people = await Promise.all(
      [OPERATOR_EMAIL, FINANCE_EMAIL].map(async (email) => {
        const browser = adminBrowser(server.url)
        done(await browser.call('sign-in', { email, password: PASSWORD }))
        return browser
      }),
    )
  }
  const personAt = (at: number) => () => {
    const browser = people[at]
    if (browser === undefined) throw new Error('nobody is signed in yet')
    return browser
  }
  const [olga, fiona] = [personAt(0), personAt(1)]
  await goTo(WEDNESDAY)
  const addShop = async (name: string, code = 'USD', timeZone = 'America/New_York') => {
    const email = `${name.toLowerCase().replace(/\W/g, '')}@shops.example`
    const asked = { name, email, currency: currency(code), timeZone }
    return done(await olga().call('create-location', asked)).locationId
  }
  const shop = await addShop('Diner')
  const { operator: _operator, ...rest } = server
  return {
    ...{ ...rest, box, olga, fiona, shop, goTo, addShop },
    close: async () => {
      await server.close()
      await box.close()
    },
  }
}

/** An account number that must be nowhere in clear, and its routing number. */
export const ACCOUNT = '900100200333'
export const OTHER_ACCOUNT = '700800900444'

export function dollars(account = ACCOUNT, routing = '021000021'): TypedDetails {
  return { country: 'us', routing, account, accountType: 'checking', holder: 'business' }
}

/** What is typed for a shop, twice the same. */
export function entry(
  locationId: LocationId,
  more: Partial<AdminParams<'enter-bank-account'>> = {},
): AdminParams<'enter-bank-account'> {
  const details = more.details ?? dollars()
  return {
    ...{ locationId, payeeName: 'Diner Inc', contactEmail: 'owner@diner.example' },
    ...{ verification: 'prenote', mandate: null, password: PASSWORD },
    ...more,
    ...{ details, again: more.again ?? details },
  }
}
