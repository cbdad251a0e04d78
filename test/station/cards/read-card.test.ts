import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hasLuhnDigit, isBankPrefix, luhnDigit } from '../../../src/contract/card-number.ts'
import { READING_LENGTH_MAX } from '../../../src/contract/limits.ts'
import { activationLink } from '../../../src/contract/wire/activation.ts'
import { FOREIGN_NUMBERS } from '../../../src/contract/wire/messages.ts'
import { readCard } from '../../../src/main/station/cards/index.ts'

const NUMBER = withLuhn('997001123456789012')
const RULES = { prefixes: ['997001'], serverUrl: 'https://cards.example' }
const BANK = '4111111111111111'

function withLuhn(digits: string): string {
  return digits + luhnDigit(digits)
}

function read(text: string) {
  return readCard(text, RULES)
}

describe('card readings: forms of one card', () => {
  test.each([
    ['plain digits', NUMBER, 'digits'],
    ['digits in groups', NUMBER.replace(/(.{4})/g, '$1 '), 'digits'],
    ['digits with dashes', NUMBER.replace(/(.{4})/g, '$1-').replace(/-$/, ''), 'digits'],
    [
      'no-break spaces and long dashes',
      NUMBER.replace(/^(.{4})(.{4})/, '$1\u00a0$2\u2013'),
      'digits',
    ],
    ['code 128 identifier', `]C0${NUMBER}`, 'digits'],
    ['QR identifier', `]Q1${NUMBER}`, 'digits'],
    ['control characters around', `\x02${NUMBER}\r\n`, 'digits'],
    ['track 2', `;${NUMBER}=49120000000000000000?`, 'track2'],
    ['track 2 with its check character', `;${NUMBER}=49120000000000000000?;`, 'track2'],
    ['track 2 without sentinels', `${NUMBER}=4912`, 'track2'],
    ['track 2 of bare digits', `;${NUMBER}?`, 'track2'],
    ['track 2 without expiry', `;${NUMBER}==?`, 'track2'],
    ['track 1', `%B${NUMBER}^GIFT/CARD^4912000000000000?`, 'track1'],
    ['track 1 with its check character', `%B${NUMBER}^GIFT/CARD^4912000000000000?M`, 'track1'],
    ['track 1 without sentinels', `B${NUMBER}^GIFT/CARD^4912`, 'track1'],
    ['track 1 under Caps Lock', `%b${NUMBER}^gift/card^4912?`, 'track1'],
    ['track 1 in groups', `%B${NUMBER.replace(/^(.{4})/, '$1 ')}^GIFT/CARD^4912?`, 'track1'],
    ['both tracks in one burst', `%B${NUMBER}^GIFT^4912?;${NUMBER}=4912?`, 'track1'],
    ['both tracks on two lines', `%B${NUMBER}^GIFT^4912?\r\n;${NUMBER}=4912?`, 'track1'],
    ['track 1 unreadable', `%E?;${NUMBER}=4912?`, 'track2'],
    ['three tracks', `%B${NUMBER}^GIFT^4912?;${NUMBER}=4912?;01${NUMBER}=978?`, 'track1'],
    ['value in the name field', `B${NUMBER}^07675026181$02500$^2106~~${NUMBER}=2106`, 'track1'],
  ])('%s', (_name, text, from) => {
    expect(read(text)).toEqual({ kind: 'card', number: NUMBER, pin: null, from })
  })

  test('a PIN typed behind the number', () => {
    expect(read(`${NUMBER} #1234`)).toEqual({
      kind: 'card',
      number: NUMBER,
      pin: '1234',
      from: 'digits',
    })
  })

  test('published test vectors outside the prefixes are still cards', () => {
    const swipe = read(';6006491234567890123=49120000000000000000?;')
    expect(swipe).toMatchObject({ kind: 'card', number: '6006491234567890123', from: 'track2' })
    expect(read(';6010567085883912=25010004000070776922?')).toMatchObject({
      kind: 'card',
      number: '6010567085883912',
    })
    expect(
      read('B6039539133417723138^07675026181$02500$^2106~~6039539133417723138=2106'),
    ).toMatchObject({ kind: 'card', number: '6039539133417723138' })
  })
})

describe('card readings: links', () => {
  const link = activationLink('https://other.example/base', 'a'.repeat(43))

  test('an activation link, whatever server it names', () => {
    expect(read(link)).toEqual({ kind: 'activation', link })
    expect(readCard(`]Q1${link}\r`, { prefixes: [], serverUrl: null })).toEqual({
      kind: 'activation',
      link,
    })
  })

  test('a card link of the own server', () => {
    const card = 'https://cards.example/c/Zm9vYmFy'
    expect(read(card)).toEqual({ kind: 'link', link: card })
  })

  test.each([
    ['another server', 'https://cards.example.evil.test/c/Zm9v'],
    ['a name before the server', 'https://cards.example@evil.test/c/Zm9v'],
    ['the bare server', 'https://cards.example/'],
    ['another scheme', 'javascript:alert(1)'],
    ['a sentence', 'https://cards.example/c/Zm9v and more'],
  ])('%s is not a card', (_name, text) => {
    expect(read(text)).toEqual({ kind: 'not-a-card' })
  })

  test('no link means a card before activation', () => {
    const rules = { prefixes: [], serverUrl: null }
    expect(readCard('https://cards.example/c/Zm9v', rules)).toEqual({ kind: 'not-a-card' })
  })

  test('links stay inside the path of the server', () => {
    const rules = { prefixes: [], serverUrl: 'https://shops.example/cards/' }
    expect(readCard('https://shops.example/cards/c/Zm9v', rules).kind).toBe('link')
    expect(readCard('https://shops.example/else/Zm9v', rules).kind).toBe('not-a-card')
  })
})

describe('card readings: refused on sight', () => {
  test('every wrong last digit of an own number', () => {
    const wrong = Array.from({ length: 10 }, (_, digit) => NUMBER.slice(0, -1) + digit)
      .filter((digits) => digits !== NUMBER)
      .map((digits) => read(digits).kind)
    expect(wrong).toEqual(Array(9).fill('wrong-check-digit'))
  })

  test.each([
    ['nothing', ''],
    ['only control characters', '\r\n\t\x02'],
    ['a word', 'bonjour'],
    ['eleven digits', '99700112345'],
    ['twenty digits', `${NUMBER}0`],
    ['two different cards in one burst', `%B${NUMBER}^A^4912?;6006491234567890123=4912?`],
    ['digits within a word', `x${NUMBER}`],
    ['a number with half a PIN', `${NUMBER}#12`],
  ])('%s is not a card', (_name, text) => {
    expect(read(text)).toEqual({ kind: 'not-a-card' })
  })

  test.each(['%E?;E?+E?', '%E?', ';E?', '%e?;e?', ';E?\r'])(
    '%s: a swipe of which nothing could be read',
    (text) => {
      expect(read(text)).toEqual({ kind: 'not-read' })
    },
  )

  test('a reading above the limit', () => {
    expect(read(NUMBER + ' '.repeat(READING_LENGTH_MAX))).toEqual({ kind: 'not-a-card' })
  })

  test.each([
    ['typed', '4111 1111 1111 1111'],
    ['with one digit misread', '4111111111111112'],
    ['on track 2', `;${BANK}=30121010000000000000?`],
    ['on track 1', `%B${BANK}^DOE/JANE^3012101?`],
    ['in groups on track 1', '%B4111 1111 1111 1111^DOE/JANE^3012101?'],
    ['on the second track only', `%B${NUMBER}^A^4912?;${BANK}=3012?`],
    ['on track 3 only', `;01${BANK}=724724?`],
    ['on the third of three tracks', `%B${NUMBER}^A^4912?;${NUMBER}=4912?;01${BANK}=724?`],
    ['of fifteen digits', '378282246310005'],
    ['in a prefix that a setting allows by mistake', BANK],
  ])('a bank card %s leaves no digit behind', (_name, text) => {
    expect(readCard(text, { ...RULES, prefixes: ['997001', '4111'] })).toEqual({
      kind: 'bank-card',
    })
  })
})

describe('card readings: properties', () => {
  const digits = (length: number) =>
    fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length })

  const bankNumber = fc
    .tuple(
      fc.constantFrom(
        '4',
        '51',
        '55',
        '2221',
        '2720',
        '34',
        '37',
        '300',
        '36',
        '3528',
        '6011',
        '65',
      ),
      fc.constantFrom(13, 14, 15, 16, 19),
    )
    .chain(([head, length]) =>
      digits(length - 1 - head.length).map((rest) => withLuhn(head + rest)),
    )

  const disguise = fc.constantFrom(
    (number: string) => number,
    (number: string) => number.replace(/(.{4})/g, '$1 ').trim(),
    (number: string) => `]C0${number}`,
    (number: string) => `;${number}=3012101?`,
    (number: string) => `%B${number}^DOE/J^3012101?;${number}=3012101?`,
    (number: string) => `${number}=3012`,
    (number: string) => `\x02${number}\r\n`,
  )

  test('10,000 bank numbers in any form never come back as a card', () => {
    let seen = 0
    fc.assert(
      fc.property(bankNumber, disguise, (number, dress) => {
        seen += 1
        expect(isBankPrefix(number) && hasLuhnDigit(number)).toBe(true)
        expect(read(dress(number))).toEqual({ kind: 'bank-card' })
      }),
      { numRuns: 10_000 },
    )
    expect(seen).toBe(10_000)
  })

  test('every own number comes back whole, and with one digit changed never', () => {
    fc.assert(
      fc.property(digits(12), fc.nat(11), fc.integer({ min: 1, max: 9 }), (random, at, step) => {
        const number = withLuhn(`997001${random}`)
        expect(read(number)).toMatchObject({ kind: 'card', number })
        const place = 6 + at
        const changed = String((Number(number.charAt(place)) + step) % 10)
        const wrong = number.slice(0, place) + changed + number.slice(place + 1)
        expect(read(wrong)).toEqual({ kind: 'wrong-check-digit' })
      }),
    )
  })

  test('no text crashes it, and a card is always 12 to 19 digits', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 600 }),
          fc.stringMatching(/^[%;?=^B0-9]*$/),
        ),
        (text) => {
          const reading = read(text)
          if (reading.kind === 'card') expect(reading.number).toMatch(/^\d{12,19}$/)
          expect(reading.kind).not.toBe('activation')
        },
      ),
      { numRuns: 5_000 },
    )
  })
})

describe('numbers of other systems', () => {
  const foreign = (text: string) =>
    readCard(text, { prefixes: ['997001', FOREIGN_NUMBERS], serverUrl: null })

  test.each([
    ['letters and digits, as people type them', 'gc12-abcd 9934', 'GC12ABCD9934', null],
    ['8 digits without a check digit', '12345670', '12345670', null],
    ['20 digits', '60361234567890123456', '60361234567890123456', null],
    ['with a PIN', 'GC12ABCD9934#4711', 'GC12ABCD9934', '4711'],
  ])('%s: a card where such cards were imported, else none', (_, text, number, pin) => {
    expect(foreign(text)).toMatchObject({ kind: 'card', number, pin })
    expect(readCard(text, { prefixes: ['997001'], serverUrl: null })).toEqual({
      kind: 'not-a-card',
    })
  })

  test('a word, a short number and a bank card are none there either', () => {
    expect(foreign('THANKYOU')).toEqual({ kind: 'not-a-card' })
    expect(foreign('1234567')).toEqual({ kind: 'not-a-card' })
    expect(foreign('4111 1111 1111 1111')).toEqual({ kind: 'bank-card' })
  })

  test('the check digit of our own numbers is judged as ever', () => {
    expect(foreign('9970010000000000001')).toEqual({ kind: 'wrong-check-digit' })
  })
})
