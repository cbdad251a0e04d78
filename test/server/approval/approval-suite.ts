import { expect, test } from 'vitest'
import { newId } from '../../helpers/new-id.ts'
import { describeContract } from '../contract/contract-house.ts'
import { type AdminBrowser, adminBrowser } from '../house/admin-browser.ts'
import { codeOf, done, PASSWORD, reasonOf } from '../house/open-server.ts'
import {
  ALONE_UP_TO_MINOR,
  type Answer,
  type ApiHouse,
  refusalOf,
} from '../stored-value/api-house.ts'

const WEEK_MS = 7 * 24 * 3_600_000
const ABOVE_MINOR = ALONE_UP_TO_MINOR + 1

/** What an answer that waits for somebody names. */
function proposalIn({ body }: Answer): string {
  const { refusal } = body as { refusal?: { code: string; proposalId?: string } }
  if (refusal?.proposalId === undefined) throw new Error(`no proposal: ${JSON.stringify(body)}`)
  return refusal.proposalId
}

/** What holds for proposals, on either engine. */
export function describeApprovals(
  name: string,
  start: () => Promise<readonly string[]>,
  end: () => Promise<void>,
): void {
  describeContract(name, { start, end }, (house) => {
    const people = new Map<string, AdminBrowser>()
    const person = async (role: 'operator' | 'finance' | 'support'): Promise<AdminBrowser> => {
      const known = people.get(role)
      if (known) return known
      const email = `second-${role}@network.example`
      await house().addStaff(role, email)
      const browser = adminBrowser(house().url)
      done(await browser.call('sign-in', { email, password: PASSWORD }))
      people.set(role, browser)
      return browser
    }
    const propose = async (more: object = {}) => {
      const { cardId } = await house().activeCard(2500)
      const asked = {
        ...{ requestId: newId('approval'), cardId, amountMinor: ABOVE_MINOR, currency: 'EUR' },
        ...{ reason: 'Promised on the telephone', ...more },
      }
      const send = (change: object = {}) =>
        house().post('/v1/storedvalue/adjust', { ...asked, ...change })
      const answer = await send()
      expect(refusalOf(answer)).toBe('409 APPROVAL_REQUIRED')
      return { cardId, asked, send, proposalId: proposalIn(answer) }
    }
    const balanceOf = async (cardId: string) =>
      done(await house().operator.call('read-card', { cardId })).balanceMinor
    const outcomeOf = ({ asked }: { asked: { requestId: string } }) =>
      house().get(`/v1/requests/${asked.requestId}`)

    test('above the limit: nothing moves until a second person agrees, then it is posted once', async () => {
      const made = await propose()
      const { cardId, proposalId } = made
      expect(await balanceOf(cardId)).toBe(2500)
      expect(proposalIn(await outcomeOf(made))).toBe(proposalId)
      expect(proposalIn(await made.send())).toBe(proposalId)
      expect(refusalOf(await made.send({ amountMinor: 5000 }))).toBe('422 REQUEST_ID_REUSED')
      const finance = await person('finance')
      const listed = done(await finance.call('list-proposals', { which: 'open' })).proposals
      expect(listed.find((one) => one.proposalId === proposalId)).toMatchObject({
        ...{ state: 'pending', amountMinor: ABOVE_MINOR, mayDecide: true, proposedBy: 'Tills' },
      })
      const agree = () => finance.call('approve-proposal', { proposalId, password: PASSWORD })
      const agreed = await Promise.all([agree(), agree(), agree()])
      expect(done(agreed[0])).toMatchObject({ decidedBy: 'Person finance' })
      expect(await balanceOf(cardId)).toBe(2500 + ABOVE_MINOR)
      const outcome = await outcomeOf(made)
      expect(outcome.body.value).toMatchObject({ kind: 'adjust', appliedMinor: ABOVE_MINOR })
      expect((await made.send()).body.value).toMatchObject({ replayed: true })
      expect(done(await agree())).toMatchObject({ state: 'posted' })
      expect(await balanceOf(cardId)).toBe(2500 + ABOVE_MINOR)
      const rows = await house()
        .context.database.read.selectFrom('journal')
        .where('request_id', '=', made.asked.requestId)
        .select('answer')
        .execute()
      expect(rows).toHaveLength(1)
      expect(rows[0]?.answer).toContain('approvedBy')
    })

    test('whoever has a hand in it: is not the one who agrees', async () => {
      const made = await propose({ clerk: 'second-finance@network.example' })
      const { proposalId } = made
      const asked = { proposalId, password: PASSWORD }
      const { operator } = house()
      // The operator made the key that proposed it.
      expect(reasonOf(await operator.call('approve-proposal', asked))).toBe('OWN_DECISION')
      const clerk = await person('finance')
      expect(codeOf(await clerk.call('approve-proposal', asked))).toBe('NOT_PERMITTED')
      const support = await person('support')
      expect(codeOf(await support.call('approve-proposal', asked))).toBe('NOT_PERMITTED')
      const path = `/v1/proposals/${proposalId}/approve`
      expect(refusalOf(await house().post(path, {}))).toBe('403 NOT_PERMITTED')
      const another = await house().addKey({ scopes: ['approve'] })
      expect(refusalOf(await house().post(path, {}, another))).toBe('403 NOT_PERMITTED')
      expect(await balanceOf(made.cardId)).toBe(2500)
    })

    test('a key that somebody else made: agrees over the API, once', async () => {
      const made = await propose()
      const other = await person('operator')
      const scopes = { name: 'Back office', kind: 'oms', locationId: null } as const
      const { key } = done(
        await other.call('create-api-client', { ...scopes, scopes: ['approve', 'adjust'] }),
      )
      const path = `/v1/proposals/${made.proposalId}`
      expect(refusalOf(await house().post(`${path}/approve`, {}, await keyWithout(house())))).toBe(
        '403 NOT_PERMITTED',
      )
      const listed = (await house().get('/v1/proposals', key)).body.value
      expect(JSON.stringify(listed)).toContain(made.proposalId)
      const agreed = await house().post(`${path}/approve`, {}, key)
      expect(agreed.body.value).toMatchObject({ state: 'posted', decidedBy: 'Back office' })
      expect((await house().post(`${path}/approve`, {}, key)).body.value).toMatchObject({
        state: 'posted',
      })
      expect(await balanceOf(made.cardId)).toBe(2500 + ABOVE_MINOR)
      expect((await house().get(path)).body.value).toMatchObject({ state: 'posted' })
    })

    test('the password once more: a session left open agrees to nothing', async () => {
      const { proposalId, cardId } = await propose()
      const finance = await person('finance')
      const wrong = await finance.call('approve-proposal', { proposalId, password: 'guess' })
      expect(codeOf(wrong)).toBe('SIGN_IN_FAILED')
      expect(await balanceOf(cardId)).toBe(2500)
    })

    test('a no: nothing moves, and whoever asked is told', async () => {
      const made = await propose()
      const { proposalId } = made
      const finance = await person('finance')
      const no = { proposalId, reason: 'No such promise' }
      expect(done(await finance.call('reject-proposal', no))).toMatchObject({
        ...{ state: 'rejected', decisionReason: 'No such promise' },
      })
      expect(refusalOf(await outcomeOf(made))).toBe('409 APPROVAL_NOT_GIVEN')
      expect(refusalOf(await made.send())).toBe('409 APPROVAL_NOT_GIVEN')
      const late = await finance.call('approve-proposal', { proposalId, password: PASSWORD })
      expect(codeOf(late)).toBe('STATE_CONFLICT')
      expect(await balanceOf(made.cardId)).toBe(2500)
    })

    test('agreed to, and the card cannot take it any more: refused, and said so', async () => {
      const made = await propose({ amountMinor: -2000 })
      const { cardId, proposalId } = made
      done(
        await house().operator.call('block-card', {
          ...{ cardId, requestId: newId('approval'), reason: 'Lost' },
        }),
      )
      const finance = await person('finance')
      const agreed = await finance.call('approve-proposal', { proposalId, password: PASSWORD })
      expect(done(agreed)).toMatchObject({ state: 'refused', code: 'CARD_BLOCKED' })
      expect(refusalOf(await outcomeOf(made))).toBe('409 CARD_BLOCKED')
    })

    test('voided while it waits: an agreement moves nothing', async () => {
      const made = await propose()
      const undo = { requestId: newId('approval'), original: { requestId: made.asked.requestId } }
      expect((await house().post('/v1/storedvalue/void', undo)).body.value).toMatchObject({
        applied: false,
      })
      const finance = await person('finance')
      const { proposalId } = made
      const agreed = await finance.call('approve-proposal', { proposalId, password: PASSWORD })
      expect(done(agreed)).toMatchObject({ state: 'refused', code: 'VOIDED_BEFORE_ARRIVAL' })
      expect(await balanceOf(made.cardId)).toBe(2500)
    })

    test('what nobody could agree to: refused at once, no proposal', async () => {
      const { cardId } = await house().activeCard(2500)
      const ask = (body: object) =>
        house().post('/v1/storedvalue/adjust', {
          ...{ requestId: newId('approval'), cardId, currency: 'EUR', reason: 'Why not' },
          ...body,
        })
      expect(refusalOf(await ask({ amountMinor: -2501 }))).toBe('402 INSUFFICIENT_FUNDS')
      expect(refusalOf(await ask({ amountMinor: 100_000 }))).toBe('422 LIMIT_BALANCE')
      expect(refusalOf(await ask({ amountMinor: 2000, currency: 'USD' }))).toBe(
        '422 CURRENCY_MISMATCH',
      )
      const nobody = '01890000-0000-7000-8000-000000000000'
      expect(refusalOf(await ask({ amountMinor: 2000, cardId: nobody }))).toBe(
        '404 CARD_NOT_FOUND_OR_PIN_INVALID',
      )
    })

    test('by people: support blocks, finance proposes, the operator agrees', async () => {
      const { cardId } = await house().activeCard(2500)
      const [support, finance] = [await person('support'), await person('finance')]
      const reason = 'Reported lost'
      const block = { cardId, requestId: newId('approval'), reason }
      expect(done(await support.call('block-card', block))).toMatchObject({ cardState: 'blocked' })
      const unblock = { cardId, requestId: newId('approval'), reason }
      done(await support.call('unblock-card', unblock))
      const small = {
        cardId,
        requestId: newId('approval'),
        reason,
        kind: 'adjust',
        amountMinor: -500,
      }
      expect(codeOf(await support.call('correct-card', { ...small, kind: 'adjust' }))).toBe(
        'NOT_PERMITTED',
      )
      expect(done(await finance.call('correct-card', { ...small, kind: 'adjust' }))).toMatchObject({
        ...{ answer: { balanceMinor: 2000 }, proposal: null },
      })
      const large = {
        ...small,
        kind: 'credit',
        amountMinor: 5000,
        requestId: newId('approval'),
      } as const
      const { proposal } = done(await finance.call('correct-card', large))
      expect(proposal).toMatchObject({ state: 'pending', kind: 'credit' })
      const proposalId = proposal?.proposalId ?? ''
      const own = await finance.call('approve-proposal', { proposalId, password: PASSWORD })
      expect(codeOf(own)).toBe('NOT_PERMITTED')
      const agree = { proposalId, password: PASSWORD }
      const done1 = done(await house().operator.call('approve-proposal', agree))
      expect(done1).toMatchObject({ state: 'posted', decidedBy: 'Person operator' })
      expect(await balanceOf(cardId)).toBe(7000)
      const close = { cardId, requestId: newId('approval'), reason: 'Fraud' }
      expect(done(await house().operator.call('close-card', close))).toMatchObject({
        cardState: 'deactivated',
      })
    })

    test('every step: in the audit', async () => {
      const rows = await house()
        .context.database.read.selectFrom('audit')
        .where('action', 'like', 'proposal-%')
        .select('action')
        .execute()
      expect([...new Set(rows.map((row) => row.action))].toSorted()).toEqual([
        ...['proposal-approve', 'proposal-make', 'proposal-post', 'proposal-refuse'],
        'proposal-reject',
      ])
    })

    test('a week without an answer: nobody can agree any more', async () => {
      const made = await propose()
      const { proposalId } = made
      house().advance(WEEK_MS)
      expect(refusalOf(await outcomeOf(made))).toBe('409 APPROVAL_NOT_GIVEN')
      people.clear()
      const finance = adminBrowser(house().url)
      const email = 'second-finance@network.example'
      done(await finance.call('sign-in', { email, password: PASSWORD }))
      const late = await finance.call('approve-proposal', { proposalId, password: PASSWORD })
      expect(codeOf(late)).toBe('STATE_CONFLICT')
      await expect
        .poll(
          async () => {
            const { read } = house().context.database
            const query = read.selectFrom('proposal').where('id', '=', proposalId).select('state')
            return (await query.executeTakeFirst())?.state
          },
          { timeout: 15_000 },
        )
        .toBe('expired')
      expect(await balanceOf(made.cardId).catch(() => 2500)).toBe(2500)
    })
  })
}

function keyWithout(house: ApiHouse): Promise<string> {
  return house.addKey({ scopes: ['adjust'] })
}
