import { describe, expect, test } from 'vitest'
import { PROFILES } from '../../../server/ledger/jurisdictions.ts'
import { forbidden } from '../../../server/programs/law.ts'
import { minor } from '../../../src/contract/money.ts'
import {
  DEFAULT_RULES,
  type ExpiryRule,
  PROFILE_IDS,
  type ProfileId,
  type ProgramRules,
} from '../../../src/contract/program-rules.ts'

const lasting = (months: number, from: ExpiryRule['from'] = 'last_load') =>
  ({ expiry: { months, from, valueTo: 'suspense' } }) as const
const fee = (amount: number, afterIdleMonths: number) => ({
  dormancyFee: { amountMinor: minor(amount), afterIdleMonths },
})

function found(profile: ProfileId, rules: Partial<ProgramRules>, currency = 'USD') {
  return forbidden({ ...DEFAULT_RULES, profile, ...rules }, currency)
}

describe('the law of places', () => {
  test('each profile has its facts, with a source and a day, and none is taken for confirmed', () => {
    expect(PROFILES.map(({ profileId }) => profileId)).toEqual(PROFILE_IDS)
    for (const { affiliated, unaffiliated } of PROFILES)
      for (const { expiry, dormancyFee, purchaseFee, cashOut } of [affiliated, unaffiliated])
        for (const fact of [expiry, dormancyFee, purchaseFee, ...cashOut]) {
          expect(fact.source.length).toBeGreaterThan(0)
          expect(fact.asOf).toMatch(/^\d{4}-\d\d-\d\d$/)
          expect(fact.verified).toBe(false)
        }
  })

  test.each(PROFILE_IDS)('%s: no expiry and no fee is lawful everywhere', (profile) => {
    for (const affiliated of [true, false]) expect(found(profile, { affiliated })).toBeUndefined()
  })

  test.each(['us-federal', 'us-co', 'us-me', 'us-ri'] as const)(
    '%s: five years from the last load',
    (profile) => {
      expect(found(profile, lasting(60))).toBeUndefined()
      expect(found(profile, lasting(59))).toContain('at least 60 months')
      expect(found(profile, lasting(60, 'issue'))).toContain('count from the last load')
      expect(found(profile, { ...lasting(60, 'issue'), reloadable: false })).toBeUndefined()
    },
  )

  test.each(['us-ca', 'ca-on', 'ca-bc', 'ca-ab', 'ca-mb'] as const)('%s: none', (profile) => {
    const said = found(profile, lasting(1_200))
    expect(said).toContain('expiry: choose none.')
    expect(said).toMatch(/Source: .+ \(as of 2026-11-21, not confirmed by counsel\)\.$/)
  })

  test('California: cards of several sellers are under the federal law', () => {
    expect(found('us-ca', { ...lasting(60), affiliated: false })).toBeUndefined()
    expect(found('us-ca', { ...lasting(59), affiliated: false })).toContain('1005.20')
  })

  test('fees: as late and as low as the law has them', () => {
    expect(found('us-federal', fee(500, 12))).toBeUndefined()
    expect(found('us-federal', fee(500, 11))).toContain('after 12 months')
    expect(found('us-ca', fee(100, 24))).toBeUndefined()
    expect(found('us-ca', fee(101, 24))).toContain('higher than permitted')
    expect(found('us-ca', fee(100, 23))).toContain('after 24 months')
    expect(found('ca-on', fee(100, 120), 'CAD')).toContain('dormancyFee: choose none.')
    const mall = { affiliated: false }
    expect(found('ca-on', { ...fee(250, 15), ...mall }, 'CAD')).toBeUndefined()
    expect(found('ca-on', { ...fee(251, 15), ...mall }, 'CAD')).toContain('higher than permitted')
    expect(found('ca-mb', { ...fee(250, 12), ...mall }, 'CAD')).toBeUndefined()
    expect(found('ca-ab', { ...fee(1, 120), ...mall }, 'CAD')).toContain('choose none')
  })

  test.each(['none', 'eu'] as const)('%s: nothing is forbidden', (profile) => {
    expect(found(profile, { ...lasting(1), ...fee(10_000, 1) })).toBeUndefined()
  })
})
