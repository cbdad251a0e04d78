import { describe, expect, test } from 'vitest'
import {
  calendarOf,
  fieldsOf,
  readTexts,
  textsOf,
} from '../../server/web/admin/rooms/bank-profiles/rail-fields.ts'
import type { BankProfileView } from '../../src/contract/admin/payout-views.ts'
import type { Cpa005Settings } from '../../src/contract/admin/rails.ts'
import { SETTINGS } from '../server/bank-files/cpa005/house.ts'

const CANADA = { currency: 'CAD', profile: undefined }

/** What a person types who has the paper of a Canadian bank before them. */
const TYPED = {
  ...textsOf('cpa005', undefined),
  ...{ originatorId: 'CMARK00001', dataCentre: '61210', shortName: 'Countermark' },
  ...{ longName: 'Countermark Cards Inc.', returnInstitution: '003', returnTransit: '00012' },
  returnAccount: '1234567',
}

const profileOf = (settings: Cpa005Settings) => ({ settings }) as unknown as BankProfileView

function read(typed: Readonly<Record<string, string>>, profile?: BankProfileView) {
  const reading = readTexts('cpa005', { ...TYPED, ...typed }, { currency: 'CAD', profile })
  return reading.ok ? reading.settings : [...reading.wrong]
}

test('the days of banks follow the currency', () => {
  expect(['USD', 'CAD', 'EUR', 'GBP', 'toString'].map(calendarOf)).toEqual([
    ...['us-fed', 'ca-payments', 'target2', undefined, undefined],
  ])
})

describe('a Canadian bank profile, as it is typed', () => {
  test('what may be left out is as most banks have it', () => {
    expect(read({})).toMatchObject({ trace: 'zeros', originCentre: null, settlementCode: '  ' })
    expect(read({})).toMatchObject({ routingLine: null, collectionCode: '730', currency: 'CAD' })
  })

  test('with our own data centre the items are numbered by us', () => {
    expect(read({ originCentre: '00610' })).toMatchObject({ trace: 'structured' })
    expect(read({ originCentre: '610' })).toEqual(['originCentre'])
  })

  test('a routing line and a settlement code are taken as they stand', () => {
    const typed = { routingLine: '$$AAPACPA1464[PROD[NL$$', settlementCode: '01' }
    expect(read(typed)).toMatchObject(typed)
    expect(read({ settlementCode: '1' })).toMatchObject({ settlementCode: '1 ' })
  })

  test('a profile that is changed keeps what its bank agreed to', () => {
    const profile = profileOf({ ...SETTINGS, originCentre: '00610', trace: 'zeros' })
    const texts = textsOf('cpa005', profile)
    expect(Object.keys(texts)).toEqual([...fieldsOf('cpa005')])
    expect(readTexts('cpa005', texts, { ...CANADA, profile })).toMatchObject({
      settings: { originCentre: '00610', trace: 'zeros', longName: SETTINGS.longName },
    })
    expect(read({ originCentre: '00620' }, profile)).toMatchObject({ trace: 'structured' })
  })
})
