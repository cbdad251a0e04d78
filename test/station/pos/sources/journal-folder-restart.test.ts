import { appendFileSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import { journalHouse, looked, numbers, sale, TEAR } from './journal-house.ts'
import { until } from './printers.ts'

const { at, remember, watch } = journalHouse()

describe('journal folder: over a restart', () => {
  test('what came while the station was off is read, what was read is not, half papers once', async () => {
    const first = await watch()
    writeFileSync(at('ej.txt'), `${sale(1)}${TEAR}${sale(2).slice(0, 24)}`)
    await until(() => first.sink.papers.length >= 1)
    await first.source.stop()
    appendFileSync(at('ej.txt'), `${sale(2).slice(24)}${TEAR}${sale(3)}${TEAR}`)
    writeFileSync(at('new.txt'), sale(4) + TEAR)
    const second = await watch()
    await until(() => second.sink.papers.length >= 3)
    expect(numbers(second.sink).toSorted()).toEqual([2, 3, 4])
  })

  test.each([
    ['windows-1252', false],
    ['utf-16le', true],
    ['utf-16be', false],
  ])(
    'a text in %s: its accents are read, and after a restart it is read on',
    async (encoding, addBOM) => {
      const french = (number: number, end = TEAR) =>
        `TICKET ${number}\nCAFÉ 𝟚,00\nTOTAL 5,00\nCHÈQUE CADEAU 5,00\n${end}`
      const bytes = (text: string, isFirst = false) =>
        iconv.encode(text, encoding, { addBOM: addBOM && isFirst })
      const first = await watch()
      writeFileSync(at('ej.txt'), bytes(french(1), true))
      await until(() => first.sink.papers.length === 1)
      await looked(first.source)
      await first.source.stop()
      appendFileSync(at('ej.txt'), bytes(french(2)))
      const second = await watch()
      await until(() => second.sink.papers.length > 0)
      await looked(second.source)
      const papers = [...first.sink.papers, ...second.sink.papers]
      expect(papers.map(({ rows }) => rows[0])).toEqual(['TICKET 1', 'TICKET 2'])
      expect(papers.map(({ rows }) => rows[3])).toEqual(Array(2).fill('CHÈQUE CADEAU 5,00'))
      expect(papers.flatMap(({ tenders }) => tenders)).toMatchObject([
        { amountMinor: 500 },
        { amountMinor: 500 },
      ])
    },
  )

  test('files from before the first look are left and said; what is added to them is read', async () => {
    writeFileSync(at('old.txt'), sale(1) + TEAR + sale(2) + TEAR)
    const { sink, source } = await watch()
    expect(source.details?.().notes).toEqual(['earlier-files-left'])
    appendFileSync(at('old.txt'), sale(3) + TEAR)
    await until(() => sink.papers.length === 1)
    expect(numbers(sink)).toEqual([3])
  })

  test('earlier files without an end of their last paper: left as well, also after a restart', async () => {
    writeFileSync(at('old-1.txt'), sale(1))
    writeFileSync(at('old-2.txt'), sale(2))
    const first = await watch()
    await looked(first.source)
    await new Promise((resolve) => setTimeout(resolve, 300))
    await looked(first.source)
    await first.source.stop()
    expect(numbers(first.sink)).toEqual([])
    const { sink, source } = await watch()
    writeFileSync(at('new.txt'), sale(3))
    await until(() => sink.papers.length > 0)
    await looked(source)
    expect(numbers(sink)).toEqual([3])
  })

  test('earlier files that are written anew are news, of any size', async () => {
    writeFileSync(at('last.txt'), sale(1))
    const { sink, source } = await watch()
    writeFileSync(at('last.txt'), sale(2))
    utimesSync(at('last.txt'), new Date(), new Date(Date.now() + 2_000))
    await until(() => sink.papers.length === 1)
    await looked(source)
    expect(numbers(sink)).toEqual([2])
  })

  test('an earlier row without its line end, ended by the next one: left, and the next one is read', async () => {
    const settings = { format: 'csv', pattern: '*.csv' }
    const row = (number: number) => `2026-11-22,3,${number},Gift card,${number}.00`
    writeFileSync(at('day.csv'), `date,till,receipt,tender,amount\n${row(1)}`)
    const first = await watch(settings)
    await first.source.stop()
    appendFileSync(at('day.csv'), `\n${row(2)}`)
    const second = await watch(settings)
    await until(() => second.sink.papers.length > 0)
    appendFileSync(at('day.csv'), `\n${row(3)}\n`)
    await until(() => numbers(second.sink).includes(3))
    expect(new Set(numbers(second.sink))).toEqual(new Set([2, 3]))
  })

  test("the rows of one sale before and after a restart: the payment keeps its sale's number", async () => {
    const settings = { format: 'csv', pattern: '*.csv' }
    const row = (tender: string, amount: string) => `2026-11-22,3,7,${tender},${amount}`
    const first = await watch(settings)
    const head = 'date,till,receipt,tender,amount'
    writeFileSync(
      at('day.csv'),
      [head, row('Gift card', '4.00'), row('Gift card', '9.00')].join('\n'),
    )
    await until(() => first.sink.papers.length === 2)
    await first.source.stop()
    const second = await watch(settings)
    appendFileSync(at('day.csv'), `\n${row('Gift card', '2.00')}\n`)
    await until(() => second.sink.papers.length > 0)
    await looked(second.source)
    const keys = new Map(
      [...first.sink.papers, ...second.sink.papers].map(({ externalId, tenders }) => [
        externalId,
        tenders[0]?.amountMinor,
      ]),
    )
    expect([...keys.values()]).toEqual([400, 900, 200])
  })

  test('more files than are looked at: a new one is read, wherever its name stands', async () => {
    const longAgo = new Date(Date.now() - 90_000)
    for (let number = 5_000; number < 10_000; number += 1) {
      writeFileSync(at(`sale-${number}.txt`), 'TOTAL 1.00\n')
      utimesSync(at(`sale-${number}.txt`), longAgo, longAgo)
    }
    const { sink } = await watch()
    writeFileSync(at('sale-10000.txt'), sale(1) + TEAR)
    await until(() => sink.papers.length > 0)
    expect(numbers(sink)).toEqual([1])
  })

  test('files that were taken away: what is remembered of them is bounded', async () => {
    const kept = new Map<string, string>()
    remember(kept)
    const { sink, source } = await watch()
    writeFileSync(at('sale.txt'), sale(1) + TEAR)
    await until(() => sink.papers.length === 1)
    await source.stop()
    const position = kept.get('file:sale.txt') ?? ''
    for (let day = 0; day < 5_150; day += 1) kept.set(`file:gone-${day}.txt`, position)
    const later = await watch()
    await looked(later.source)
    await until(() => kept.size <= 5_002)
    expect(kept.get('file:sale.txt')).toBe(position)
    expect(later.sink.papers).toEqual([])
  })

  test('stopped while long earlier files are passed over: they are passed over to their end', async () => {
    const long = `${'x'.repeat(100)}\n`.repeat(90_000)
    writeFileSync(at('old.txt'), sale(1) + TEAR + long + TEAR + sale(2) + TEAR)
    const first = await watch({ pollMs: 60_000 })
    await first.source.stop()
    const { sink, source } = await watch()
    await looked(source)
    await looked(source)
    expect(numbers(sink)).toEqual([])
  })

  test('another folder for the same source: what lies there already is left', async () => {
    mkdirSync(at('one'))
    mkdirSync(at('two'))
    const first = await watch({ folder: at('one') })
    await first.source.stop()
    writeFileSync(at('two/old.txt'), sale(1) + TEAR)
    const { sink, source } = await watch({ folder: at('two') })
    await looked(source)
    expect(numbers(sink)).toEqual([])
    appendFileSync(at('two/old.txt'), sale(2) + TEAR)
    await until(() => sink.papers.length === 1)
    expect(numbers(sink)).toEqual([2])
  })

  test('what is older than the back-fill is left', async () => {
    const first = await watch()
    await first.source.stop()
    writeFileSync(at('old.txt'), sale(1) + TEAR)
    const longAgo = new Date(Date.now() - 30 * 3_600_000)
    utimesSync(at('old.txt'), longAgo, longAgo)
    writeFileSync(at('new.txt'), sale(2) + TEAR)
    const { sink, source } = await watch({ backfillHours: 24 })
    await until(() => sink.papers.length === 1)
    await looked(source)
    expect(numbers(sink)).toEqual([2])
  })
})
