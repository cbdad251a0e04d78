import { describe, expect, test } from 'vitest'
import { nachaRail } from '../../../../server/bank-files/nacha/index.ts'
import { byHand, frozen, rendered, SETTINGS, transfer } from './house.ts'

describe('nacha writer: files worked out by hand', () => {
  test('two payouts to businesses', () => {
    const file = frozen([
      transfer({
        reference: 'LOC-000020',
        sequence: 1,
        amountMinor: 705_000,
        bank: { account: '12345678901234567' },
      }),
      transfer({
        reference: 'LOC-000021',
        sequence: 2,
        amountMinor: 129_950,
        payeeName: 'River Books',
        bank: { routing: '121042882', account: '0012345678', accountType: 'savings' },
      }),
    ])
    const lines = [
      '101 07640125111234567892611200930A094101EXAMPLE BANK           COMMUNITY CARDS INC',
      '5220COMMUNITY CARDS                     1123456789CCDSETTLEMENT261120261123   1076401250000001',
      '622231380104123456789012345670000705000LOC-000020     MAIN STREET BAKERY LLC  0076401250000001',
      '6321210428820012345678       0000129950LOC-000021     RIVER BOOKS             0076401250000002',
      '822000000200352422980000000000000000008349501123456789                         076401250000001',
      '9000001000001000000020035242298000000000000000000834950',
    ]
    expect(rendered(file)).toBe(byHand(lines, 4, '\n'))
  })

  test('balanced: a prenote, a payout, a collection, a person with a note; the 27th file of a day', () => {
    const offset = { routing: '076401251', account: 'OPS-778899', accountType: 'checking' } as const
    const file = frozen(
      [
        transfer({
          ...{ reference: 'PAY7', sequence: 41, amountMinor: 123_456 },
          ...{ payeeName: 'Zoë  Müller', remittance: 'Week 47 – thanks' },
          bank: {
            ...{ routing: '091000019', account: '5550 001-22' },
            ...{ accountType: 'savings', holder: 'person' },
          },
        }),
        transfer({
          ...{ reference: 'TEST1', sequence: 42, purpose: 'prenote', amountMinor: 0 },
          ...{ payeeName: 'Café Ægir', remittance: 'left out' },
          bank: { account: '123456789' },
        }),
        transfer({
          ...{ reference: 'PAY8', sequence: 43, amountMinor: 1_000_000 },
          payeeName: 'A very long company name incorporated',
          bank: { routing: '121042882', account: '44' },
        }),
        transfer({
          ...{ reference: 'DUE1', sequence: 44, purpose: 'collection', amountMinor: 7_525 },
          payeeName: 'Debtor LLC',
          bank: { routing: '021200025', account: '998412345', accountType: 'savings' },
        }),
      ],
      {
        settings: { ...SETTINGS, offset, lineEnd: 'crlf' },
        ...{ number: 12, numberOfDay: 26 },
        ...{ createdOn: '2026-12-31', createdAt: '23:59', valueOn: '2027-01-04' },
      },
    )
    const lines = [
      '101 076401251112345678926123123590094101EXAMPLE BANK           COMMUNITY CARDS INC',
      '5200COMMUNITY CARDS                     1123456789CCDSETTLEMENT261231270104   1076401250000001',
      '623231380104123456789        0000000000TEST1          CAFE AEGIR              0076401250000042',
      '62212104288244               0001000000PAY8           A VERY LONG COMPANY NA  0076401250000043',
      '627076401251OPS-778899       0001000000OFFSET         COMMUNITY CARDS         0076401259001201',
      '820000000300428824230000010000000000010000001123456789                         076401250000001',
      '5200COMMUNITY CARDS                     1123456789CCDSETTLEMENT261231270104   1076401250000002',
      '637021200025998412345        0000007525DUE1           DEBTOR LLC              0076401250000044',
      '622076401251OPS-778899       0000007525OFFSET         COMMUNITY CARDS         0076401259001202',
      '820000000200097601270000000075250000000075251123456789                         076401250000002',
      '5200COMMUNITY CARDS                     1123456789PPDSETTLEMENT261231270104   1076401250000003',
      '6320910000195550001-22       0000123456PAY7           ZOE MULLER              1076401250000041',
      '705WEEK 47 - THANKS                                                                00010000041',
      '627076401251OPS-778899       0000123456OFFSET         COMMUNITY CARDS         0076401259001203',
      '820000000300167401260000001234560000001234561123456789                         076401250000003',
      '9000003000002000000080069382676000001130981000001130981',
    ]
    expect(rendered(file)).toBe(byHand(lines, 4, '\r\n'))
    expect(nachaRail.fileName(file)).toBe('ach-20261231-0012.txt')
  })

  test('on the day itself, one stream without line ends, a sequence past its seven digits', () => {
    const bank = { holder: 'person' } as const
    const cent = transfer({ purpose: 'test', amountMinor: 1, sequence: 9_000_000, bank })
    const settings = { ...SETTINGS, sameDay: true, lineEnd: 'none' } as const
    const file = frozen([cent], { settings, createdAt: '10:29', valueOn: '2026-11-20' })
    const lines = [
      '101 07640125111234567892611201029A094101EXAMPLE BANK           COMMUNITY CARDS INC',
      '5220COMMUNITY CARDS                     1123456789PPDSETTLEMENTSD1300261120   1076401250000001',
      '62223138010412345678         0000000001P1             MAIN STREET BAKERY LLC  0076401250000001',
      '822000000100231380100000000000000000000000011123456789                         076401250000001',
      '9000001000001000000010023138010000000000000000000000001',
    ]
    expect(rendered(file)).toBe(byHand(lines, 5, ''))
    expect(nachaRail.traceOf(file, cent)).toBe('076401250000001')
  })

  test.each([
    ['10:30', 'SD1700'],
    ['14:44', 'SD1700'],
    ['14:45', 'SD1800'],
  ])('made at %s on the day itself it wishes for %s', (createdAt, wish) => {
    const settings = { ...SETTINGS, sameDay: true }
    const file = frozen([transfer()], { settings, createdAt, valueOn: '2026-11-20' })
    expect(rendered(file).split('\n')[1]?.slice(63, 69)).toBe(wish)
  })
})

describe('nacha writer: what it refuses', () => {
  test.each([
    [{ bank: { routing: '231380105' } }, /check digit/],
    [{ bank: { routing: '000000000' } }, /check digit/],
    [{ bank: { account: '12345678901234567 8' } }, /account number/],
    [{ bank: { account: '12é' } }, /account number/],
    [{ bank: { account: '000' } }, /account number/],
    [{ payeeName: 'Пекарня' }, /Latin/],
    [{ payeeName: 'Bake\nry' }, /Latin/],
    [{ payeeName: ' 0 ' }, /no name/],
    [{ remittance: '謝謝' }, /note/],
    [{ reference: 'SIXTEENCHARACTER' }, /reference/],
    [{ sequence: 0 }, /sequence/],
    [{ amountMinor: 0 }, /above zero/],
    [{ amountMinor: 10_000_000_000 }, /format holds/],
    [{ purpose: 'prenote', amountMinor: 1 }, /prenote/],
  ] as const)('%j', (changes, why) => {
    const broken = transfer(changes)
    expect(nachaRail.problemOf(broken, SETTINGS)).toMatch(why)
    expect(() => rendered(frozen([broken]))).toThrow(why)
  })

  test('an account of another country', () => {
    const bank = { country: 'sepa', iban: 'DE89370400440532013000', bic: null } as const
    expect(nachaRail.problemOf({ ...transfer(), bank }, SETTINGS)).toMatch(/United States/)
  })

  test.each([
    [{ destination: '076401252' }, /destination .+ check digit/],
    [{ companyName: 'Громада' }, /profile .+ Latin/],
    [{ description: '0 0' }, /profile .+ Latin/],
    [{ offset: { routing: '000000001', account: '1', accountType: 'checking' } }, /own account/],
  ] as const)('a profile of the bank with %j', (changes, why) => {
    const settings = { ...SETTINGS, ...changes }
    expect(nachaRail.problemOf(transfer(), settings)).toMatch(why)
    expect(() => rendered(frozen([transfer()], { settings }))).toThrow(why)
  })

  test('amounts above the limits of the bank and of the day itself', () => {
    const big = transfer({ amountMinor: 100_000_001 })
    expect(nachaRail.problemOf(big, SETTINGS)).toBeUndefined()
    expect(nachaRail.problemOf(big, { ...SETTINGS, sameDay: true })).toMatch(/on the day/)
    expect(nachaRail.problemOf(big, { ...SETTINGS, entryMaxMinor: 1 })).toMatch(/one entry/)
    expect(nachaRail.problemOf(big, { ...SETTINGS, fileMaxMinor: 1 })).toMatch(/one file/)
  })

  test('the 37th file of a day, a value date that is past, another currency, a wrong destination', () => {
    const modifiers = Array.from({ length: 36 }, (_, numberOfDay) =>
      rendered(frozen([transfer()], { numberOfDay })).slice(33, 34),
    )
    expect(modifiers.join('')).toBe('ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789')
    expect(() => rendered(frozen([transfer()], { numberOfDay: 36 }))).toThrow(/36 files/)
    expect(() => rendered(frozen([transfer()], { valueOn: '2026-11-19' }))).toThrow(/before/)
    const settings = { ...SETTINGS, destination: '076401252' }
    expect(() => rendered(frozen([transfer()], { settings }))).toThrow(/check digit/)
    expect(() => rendered(frozen([transfer(), transfer()]))).toThrow(/same trace/)
  })
})

describe('nacha writer: splitting', () => {
  const of = (count: number, amountMinor = 100) =>
    Array.from({ length: count }, (_, index) => transfer({ sequence: index + 1, amountMinor }))
  const sizes = (split: ReadonlyArray<readonly unknown[]>) => split.map((part) => part.length)

  test('by the entries and the sum that the bank takes in a file', () => {
    expect(sizes(nachaRail.split(of(7), { ...SETTINGS, fileMaxEntries: 3 }))).toEqual([3, 3, 1])
    expect(sizes(nachaRail.split(of(7), { ...SETTINGS, fileMaxMinor: 299 }))).toEqual([2, 2, 2, 1])
    expect(nachaRail.split([], SETTINGS)).toEqual([])
  })

  test('by twelve digits of cents', () => {
    const split = nachaRail.split(of(150, 9_999_999_999), SETTINGS)
    expect(sizes(split)).toEqual([100, 50])
  })

  test('batches of one file end where the balancing entry is full', () => {
    const offset = { routing: '076401251', account: '1', accountType: 'checking' } as const
    const settings = { ...SETTINGS, offset, sameDay: true }
    const transfers = of(5, 40_000_000)
    expect(sizes(nachaRail.split(transfers, settings))).toEqual([5])
    const text = rendered(frozen(transfers, { settings, valueOn: '2026-11-20' }))
    const offsets = text.split('\n').filter((line) => line.startsWith('627'))
    expect(offsets.map((line) => Number(line.slice(29, 39)))).toEqual([
      80_000_000, 80_000_000, 40_000_000,
    ])
  })
})
