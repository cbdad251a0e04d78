import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { pollDestination } from '../../../server/bank-delivery/api/polling.ts'
import { deliver } from '../../../server/bank-delivery/index.ts'
import {
  type BankOutcome,
  forteRail,
  readBankFile,
  type Transfer,
} from '../../../server/bank-files/index.ts'
import { currency, minor } from '../../../src/contract/money.ts'
import {
  codeOf,
  done,
  OPERATOR_EMAIL,
  openServer,
  PASSWORD,
  type TestServer,
} from '../house/open-server.ts'
import { openStandIn, type StandIn } from './bank-stand-in.ts'
import { ACCESS, type ForteBank, openForteBank, PLACE } from './forte-bank.ts'

const MINUTE_MS = 60_000
const SETTINGS = {
  ...{ rail: 'forte' as const, organizationId: 'org_300005', locationId: 'loc_190785' },
  sandbox: true,
}

/** What must hold of Forte's credits on every engine; `start` gives the server's settings. */
export function describeForte(name: string, start: () => Promise<readonly string[]>): void {
  describe(`Forte on ${name}: credits, one call each`, () => {
    let server: TestServer
    let bank: ForteBank
    let standIn: StandIn
    let deliveryId: string
    let serial = 0

    beforeAll(async () => {
      server = await openServer(await start(), { bankOrigin: () => standIn.url })
    }, 120_000)
    afterAll(() => server?.close())
    beforeEach(async () => {
      await standIn?.close()
      bank = openForteBank()
      standIn = await openStandIn((came) => bank.answer(came))
      // Time passes in some of the tests, and ends a session.
      const person = { email: OPERATOR_EMAIL, password: PASSWORD }
      done(await server.operator.call('sign-in', person))
      deliveryId = await add(ACCESS)
      return () => standIn.close()
    })

    const add = async (secrets: typeof ACCESS) => {
      serial += 1
      const { rail: _, ...settings } = SETTINGS
      const view = await server.operator.call('add-bank-delivery', {
        ...{ name: `Forte ${serial}`, settings: { kind: 'forte', ...settings } },
        secrets: { password: '', privateKey: '', ...secrets },
      })
      return done(view).deliveryId
    }
    const transfers = (count: number): Transfer[] =>
      Array.from({ length: count }, (_, index) => {
        serial += 1
        return {
          ...{ reference: `P${serial}`, sequence: index + 1, purpose: 'payout' as const },
          ...{ amountMinor: minor(1_000 + index), payeeName: 'Café Ægir', remittance: null },
          bank: {
            ...{ country: 'us' as const, routing: '021000021', account: `7000${index}` },
            ...{ accountType: 'checking' as const, holder: 'business' as const },
          },
        }
      })
    const fileOf = (list: readonly Transfer[]) => {
      serial += 1
      const frozen = {
        ...{ settings: SETTINGS, number: serial, numberOfDay: 0, currency: currency('USD') },
        ...{ createdOn: '2026-11-20', createdAt: '09:41', valueOn: '2026-11-23', transfers: list },
      }
      const bytes = Buffer.concat([...forteRail.render(frozen)])
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      return { fileName: forteRail.fileName(frozen), bytes, sha256 }
    }
    const send = (file: ReturnType<typeof fileOf>) => deliver(server.context, deliveryId, file, [])
    const poll = async (): Promise<string[]> => {
      const outcomes: BankOutcome[] = []
      await pollDestination(server.context, deliveryId, async ({ bytes }) => {
        const read = readBankFile(bytes)
        expect(read.problems).toEqual([])
        outcomes.push(...read.outcomes)
        return true
      })
      return outcomes.map(({ kind, trace, code }) => `${kind} ${trace} ${code}`)
    }
    /** Each order was taken in once, and for its amount. */
    const expectOnce = (list: readonly Transfer[]) => {
      const taken = bank.credits.filter(({ code }) => code === 'A01')
      expect(taken.map(({ order }) => order).sort()).toEqual(
        list.map(({ reference }) => reference).sort(),
      )
      for (const { order, amount } of taken) {
        const asked = list.find(({ reference }) => reference === order)
        expect(Math.round(amount * 100)).toBe(asked?.amountMinor)
      }
    }

    test('all taken in; the same file again asks for nothing', async () => {
      const list = transfers(5)
      const file = fileOf(list)
      const sent = done(await send(file))
      expect(sent.where).toBe('forte org_300005/loc_190785')
      expectOnce(list)
      done(await send(file))
      expect(standIn.calls(`${PLACE}/transactions`)).toBe(5)
    })

    test.each(['answer lost', 'answer cut', 'strange page'] as const)(
      '%s: looked up by its order number, and never asked for twice',
      async (mishap) => {
        const list = transfers(3)
        const file = fileOf(list)
        standIn.plan(PLACE, undefined, mishap)
        expect(codeOf(await send(file))).toBe('TIMEOUT_UNKNOWN')
        expect(bank.credits).toHaveLength(3)
        done(await send(file))
        expect(standIn.happened(mishap)).toBe(1)
        expectOnce(list)
      },
    )

    test('never arrived: not found, and asked for again only when it cannot be late any more', async () => {
      const list = transfers(2)
      const file = fileOf(list)
      standIn.plan(PLACE, 'request lost')
      expect(codeOf(await send(file))).toBe('TIMEOUT_UNKNOWN')
      expect(codeOf(await send(file))).toBe('TIMEOUT_UNKNOWN')
      expect(bank.credits).toHaveLength(1)
      server.advance(11 * MINUTE_MS)
      done(await send(file))
      expect(standIn.happened('request lost')).toBe(1)
      expectOnce(list)
    })

    test('arrived late, after it was looked up once: found the next time', async () => {
      const list = transfers(2)
      const file = fileOf(list)
      standIn.plan(PLACE, 'late')
      expect(codeOf(await send(file))).toBe('TIMEOUT_UNKNOWN')
      expect(codeOf(await send(file))).toBe('TIMEOUT_UNKNOWN')
      standIn.arriveLate()
      server.advance(11 * MINUTE_MS)
      done(await send(file))
      expect(standIn.happened('late')).toBe(1)
      expectOnce(list)
    })

    test('a look-up that fails leaves everything as it is', async () => {
      const list = transfers(2)
      const file = fileOf(list)
      standIn.plan(PLACE, 'answer lost')
      expect(codeOf(await send(file))).toBe('TIMEOUT_UNKNOWN')
      server.advance(60 * MINUTE_MS)
      for (const mishap of ['request lost', 'strange page', 'answer cut'] as const) {
        standIn.plan(PLACE, mishap)
        expect(codeOf(await send(file))).toBe('TIMEOUT_UNKNOWN')
        expect(standIn.happened(mishap)).toBe(1)
      }
      done(await send(file))
      expectOnce(list)
    })

    test('a decline inside of a good answer is an outcome, told once, and stops no other', async () => {
      const list = transfers(3)
      bank.declines.set('70001', 'U19')
      done(await send(fileOf(list)))
      expectOnce(list.filter((_, index) => index !== 1))
      expect(await poll()).toEqual([`refused ${list[1]?.reference} U19`])
      expect(await poll()).toEqual([])
    })

    test('the same account and amount in two payouts: the second waits, and none is lost', async () => {
      const [first, second] = transfers(2)
      if (!first || !second) throw new Error('two transfers')
      const twin = { ...second, amountMinor: first.amountMinor, bank: first.bank }
      const file = fileOf([first, twin])
      expect(codeOf(await send(file))).toBe('UNAVAILABLE')
      expectOnce([first])
    })

    test('settled and funded is paid, a reject comes back, also after that', async () => {
      const list = transfers(3)
      done(await send(fileOf(list)))
      const [one = '', two = '', three = ''] = list.map(({ reference }) => reference)
      expect(await poll()).toEqual([])
      bank.settle(one, 'S01', 'completed')
      bank.settle(two, 'R03', 'completed')
      bank.settle(three, 'S01', 'pending')
      expect((await poll()).sort()).toEqual([`paid ${one} S01`, `returned ${two} R03`].sort())
      expect(await poll()).toEqual([])
      bank.settle(one, 'R10', 'completed')
      bank.settle(three, 'S01', 'completed')
      expect((await poll()).sort()).toEqual([`paid ${three} S01`, `returned ${one} R10`].sort())
      expect(await poll()).toEqual([])
    })

    test('a wrong key: nothing is taken in, and when it is right all goes on', async () => {
      const wrong = await add({ ...ACCESS, second: 'wrong' })
      const tried = done(await server.operator.call('test-bank-delivery', { deliveryId: wrong }))
      expect(tried.problem).toBe('credentials')
      const good = done(await server.operator.call('test-bank-delivery', { deliveryId }))
      expect(good.problem).toBeNull()
      const list = transfers(2)
      const file = fileOf(list)
      expect(codeOf(await deliver(server.context, wrong, file, []))).toBe('STATE_CONFLICT')
      expect(bank.credits).toEqual([])
      const change = { deliveryId: wrong, name: `Mended ${serial}`, settings: tried.settings }
      const secrets = { password: '', privateKey: '', access: '', second: ACCESS.second }
      done(await server.operator.call('change-bank-delivery', { ...change, secrets }))
      done(await deliver(server.context, wrong, file, []))
      expectOnce(list)
    })

    test('nobody there: not sent for sure, and made when somebody is', async () => {
      const list = transfers(1)
      const file = fileOf(list)
      const { url } = standIn
      await standIn.close()
      expect(codeOf(await send(file))).toBe('UNAVAILABLE')
      standIn = await openStandIn((came) => bank.answer(came))
      expect(standIn.url).not.toBe(url)
      done(await send(file))
      expectOnce(list)
    })

    test('of three that bring the same file at once, one does, and the others wait', async () => {
      const list = transfers(4)
      const file = fileOf(list)
      const replies = await Promise.all([send(file), send(file), send(file)])
      const codes = replies.map((reply) => (reply.ok ? 'there' : codeOf(reply)))
      expect(codes).toContain('there')
      expect(codes.filter((code) => code !== 'there' && code !== 'UNAVAILABLE')).toEqual([])
      expectOnce(list)
      done(await send(file))
    })

    test('no account number and no key is in the log', async () => {
      done(await send(fileOf(transfers(2))))
      expect(server.logged()).not.toMatch(/"70000"|secure-key-1|021000021/)
    })
  })
}
