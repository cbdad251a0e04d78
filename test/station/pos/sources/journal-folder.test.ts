import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { CapturedPaper } from '../../../../src/main/station/ports.ts'
import { journalHouse, looked, numbers, sale, TEAR } from './journal-house.ts'
import { realClock, until } from './printers.ts'

const { at, watch } = journalHouse()

const transaction = (number: number, amount = '12.50') => `
  <Transaction><RetailStoreID>S1</RetailStoreID><WorkstationID>3</WorkstationID>
  <SequenceNumber>${number}</SequenceNumber><BusinessDayDate>2026-11-22</BusinessDayDate>
  <CurrencyCode>CAD</CurrencyCode><RetailTransaction><LineItem><Tender TenderType="GiftCertificate"
  TypeCode="Sale"><Amount Currency="CAD">${amount}</Amount></Tender></LineItem></RetailTransaction>
  </Transaction>`
const OPEN = '<POSLog xmlns="http://www.nrf-arts.org/IXRetail/namespace/">'
const amounts = (papers: readonly CapturedPaper[]) =>
  papers.flatMap(({ tenders }) => tenders.map(({ amountMinor }) => amountMinor))

describe('journal folder: printed rows', () => {
  test('a file that grows: each paper once, also one that is written in pieces', async () => {
    const { sink, source } = await watch()
    writeFileSync(at('day.txt'), sale(1) + TEAR)
    await until(() => sink.papers.length === 1)
    appendFileSync(at('day.txt'), sale(2).slice(0, 30))
    await looked(source)
    appendFileSync(at('day.txt'), sale(2).slice(30) + TEAR + sale(3) + TEAR)
    await until(() => sink.papers.length >= 3)
    expect(numbers(sink)).toContain(3)
    expect(sink.papers.filter(({ tenders }) => tenders.length > 0)).toHaveLength(3)
    expect(await source.test()).toMatchObject({ outcome: 'ok' })
  })

  test('one file a sale, written under another name and renamed', async () => {
    const { sink, source } = await watch({ pattern: '*.txt' })
    writeFileSync(at('sale-1.txt.tmp'), sale(1))
    writeFileSync(at('other.log'), sale(9))
    await looked(source)
    expect(sink.papers).toEqual([])
    renameSync(at('sale-1.txt.tmp'), at('sale-1.txt'))
    await until(() => sink.papers.length === 1)
    writeFileSync(at('sale-2.txt'), sale(2))
    await until(() => sink.papers.length === 2)
    expect(numbers(sink)).toEqual([1, 2])
  })

  test('rotation: the old file under a new name is not read again, the new one is', async () => {
    const { sink, source } = await watch()
    writeFileSync(at('ej.txt'), sale(1) + TEAR)
    await until(() => sink.papers.length === 1)
    renameSync(at('ej.txt'), at('ej-0001.txt'))
    writeFileSync(at('ej.txt'), sale(2) + TEAR)
    await until(() => sink.papers.length === 2)
    await looked(source)
    expect(numbers(sink)).toEqual([1, 2])
  })

  test('rotation by numbers, several files moved on at once: nothing is read again', async () => {
    const { sink, source } = await watch()
    const plain = (amount: string) => `CORNER SHOP\nGIFT CARD ${amount}\n${TEAR}`
    writeFileSync(at('ej.1.txt'), plain('1.00'))
    const earlier = new Date(Date.now() - 60_000)
    utimesSync(at('ej.1.txt'), earlier, earlier)
    await until(() => sink.papers.length === 1)
    appendFileSync(at('ej.1.txt'), plain('2.00'))
    writeFileSync(at('ej.txt'), plain('3.00'))
    await until(() => sink.papers.length === 3)
    await source.stop()
    renameSync(at('ej.1.txt'), at('ej.2.txt'))
    renameSync(at('ej.txt'), at('ej.1.txt'))
    writeFileSync(at('ej.txt'), plain('4.00'))
    const later = await watch()
    await until(() => later.sink.papers.length >= 1)
    await looked(later.source)
    expect(amounts(later.sink.papers)).toEqual([400])
  })

  test('cut off and begun anew: read from the beginning', async () => {
    const { sink } = await watch()
    writeFileSync(at('ej.txt'), sale(1) + TEAR + sale(2) + TEAR)
    await until(() => sink.papers.length === 2)
    truncateSync(at('ej.txt'), 0)
    appendFileSync(at('ej.txt'), sale(3) + TEAR)
    await until(() => sink.papers.length === 3)
    expect(numbers(sink)).toEqual([1, 2, 3])
  })

  test('the same size and other content: read again', async () => {
    const { sink } = await watch()
    writeFileSync(at('last.txt'), sale(1) + TEAR)
    await until(() => sink.papers.length === 1)
    writeFileSync(at('last.txt'), sale(2) + TEAR)
    utimesSync(at('last.txt'), new Date(), new Date(Date.now() + 2_000))
    await until(() => sink.papers.length === 2)
    expect(numbers(sink)).toEqual([1, 2])
  })

  test('the same file twice: papers without a number but with their time have one lasting id', async () => {
    const { sink } = await watch()
    const text = `CORNER SHOP\n2026-11-22 11:05\nTOTAL 4.00\nGIFT CARD 4.00\n${TEAR}`
    writeFileSync(at('one.txt'), text)
    await until(() => sink.papers.length === 1)
    copyFileSync(at('one.txt'), at('two.txt'))
    await until(() => sink.papers.length === 2)
    expect(sink.papers[0]?.receiptNumber).toBeNull()
    expect(sink.papers[0]?.externalId).toBe(sink.papers[1]?.externalId)
    expect(sink.papers[0]?.externalId).not.toBeNull()
  })
})

describe('journal folder: transactions', () => {
  test('POSLog that is found, rewritten whole with one more, and cut inside one', async () => {
    const { sink, source } = await watch()
    writeFileSync(at('pos.xml'), `${OPEN}${transaction(1)}</POSLog>`)
    await until(() => sink.papers.length === 1)
    writeFileSync(at('pos.xml'), `${OPEN}${transaction(1)}${transaction(2, '3.00')}</POSLog>`)
    await until(() => sink.papers.length >= 2)
    appendFileSync(at('more.xml'), `${OPEN}${transaction(3).slice(0, 200)}`)
    await looked(source)
    appendFileSync(at('more.xml'), transaction(3).slice(200))
    // While it is written anew the file may be read from its beginning: the keys stay the same.
    const byKey = () => new Map(sink.papers.map((paper) => [paper.externalId, paper]))
    await until(() => byKey().size === 3)
    expect(amounts([...byKey().values()])).toEqual([1_250, 300, 1_250])
    expect(source.health()).toMatchObject({ status: 'ok' })
  })

  const HEADER = 'date,till,receipt,tender,amount\n'
  const row = (number: number, amount: string) => `2026-11-22,3,${number},Gift card,${amount}`
  const CSV = { format: 'csv', pattern: '*.csv' }

  test('one row of values in a file, without a line end: read once nothing more comes', async () => {
    const { sink, source } = await watch(CSV)
    writeFileSync(at('sale.csv'), HEADER + row(1, '5.00'))
    await until(() => sink.papers.length > 0)
    appendFileSync(at('sale.csv'), '\n')
    await looked(source)
    expect(new Set(sink.papers.map(({ externalId }) => externalId)).size).toBe(1)
    expect(new Set(amounts(sink.papers))).toEqual(new Set([500]))
  })

  test('two payments of a sale, the last without a line end: both, each with one key', async () => {
    const { sink, source } = await watch(CSV)
    writeFileSync(at('sale.csv'), `${HEADER}${row(1, '10.00')}\n${row(1, '15.00')}`)
    await until(() => new Set<number>(amounts(sink.papers)).has(1_500))
    appendFileSync(at('sale.csv'), `\n${row(2, '3.00')}`)
    await until(() => new Set<number>(amounts(sink.papers)).has(300))
    await looked(source)
    const byKey = new Map(sink.papers.map((paper) => [paper.externalId, paper]))
    expect(amounts([...byKey.values()])).toEqual([1_000, 1_500, 300])
  })

  test('a row that is cut inside its amount and goes on late: never read as less', async () => {
    const first = await watch(CSV)
    writeFileSync(at('day.csv'), `${HEADER}${row(1, '5.00')}\n`)
    await until(() => first.sink.papers.length === 1)
    await first.source.stop()
    const { sink } = await watch(CSV)
    for (const piece of [row(2, '1'), '1', '2.', '5']) {
      appendFileSync(at('day.csv'), piece)
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
    appendFileSync(at('day.csv'), '0\n')
    await until(() => new Set<number>(amounts(sink.papers)).has(11_250))
    expect(new Set(amounts(sink.papers))).toEqual(new Set([11_250]))
  })

  test('a file that is no journal: said with its name, until one can be read', async () => {
    const { sink, source } = await watch({ format: 'poslog' })
    writeFileSync(at('wrong.xml'), '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    await until(() => source.health().problem === 'files-not-understood')
    expect(source.health().detail).toContain('wrong.xml')
    writeFileSync(at('right.xml'), `${OPEN}${transaction(4)}</POSLog>`)
    await until(() => sink.papers.length === 1)
    expect(source.health().status).toBe('ok')
  })

  const line = (id: number) =>
    `${JSON.stringify({ receiptNumber: id, payments: [{ type: 'Gift card', amount: '2.00', currency: 'CAD' }] })}\n`
  const JSON_LINES = { format: 'json', pattern: '*.json' }

  test('a sale that was torn, more sales behind it: said, and they are read', async () => {
    const { sink, source } = await watch(JSON_LINES)
    writeFileSync(at('day.json'), line(1))
    await until(() => sink.papers.length === 1)
    appendFileSync(at('day.json'), `${line(2).slice(0, 30)}\n${line(3)}`)
    await until(() => numbers(sink).includes(3))
    await looked(source)
    expect(source.health()).toMatchObject({ problem: 'files-not-understood' })
    expect(source.health().detail).toMatch(/day\.json.* was left out/)
    appendFileSync(at('day.json'), line(4))
    await until(() => numbers(sink).includes(4))
    await until(() => source.health().status === 'ok')
  })

  test('a sale that gets no end: not said while it may be written on, then said, once', async () => {
    let passedMs = 0
    const clock = { ...realClock, monotonicMs: () => realClock.monotonicMs() + passedMs }
    const { sink, source } = await watch(JSON_LINES, { clock })
    writeFileSync(at('day.json'), line(1) + line(2).slice(0, 30))
    await until(() => sink.papers.length === 1)
    await looked(source)
    passedMs += 300_000
    await looked(source)
    expect(source.health().status).toBe('ok')
    passedMs += 400_000
    await until(() => source.health().problem === 'files-not-understood')
    expect(source.health().detail).toContain('day.json')
    appendFileSync(at('day.json'), line(2).slice(30))
    await until(() => sink.papers.length === 2)
    await looked(source)
    expect(source.health().status).toBe('ok')
    appendFileSync(at('day.json'), line(3).slice(0, 30))
    await looked(source)
    passedMs += 700_000
    await until(() => source.health().problem === 'files-not-understood')
    await source.stop()
    const later = await watch(JSON_LINES, { clock })
    await looked(later.source)
    passedMs += 700_000
    await looked(later.source)
    expect(later.source.health().status).toBe('ok')
  })

  test('a format that is not there: the source does not start and says which there are', async () => {
    await expect(watch({ format: 'dbf' })).rejects.toThrow(/choose one of auto, text, /)
  })
})

describe('journal folder: the disk and the network', () => {
  test('a folder that is away: said; heard when it is back', async () => {
    const away = at('share')
    const { sink, source } = await watch({ folder: away })
    expect(source.health()).toMatchObject({ problem: 'folder-missing', detail: away })
    mkdirSync(away)
    await until(() => source.health().status === 'ok')
    writeFileSync(join(away, 'a.txt'), sale(1) + TEAR)
    await until(() => sink.papers.length === 1)
    rmSync(away, { recursive: true })
    await until(() => source.health().problem === 'folder-missing')
    expect(await source.test()).toMatchObject({ outcome: 'problem', problem: 'folder-missing' })
  })

  test.runIf(process.getuid?.() !== 0)(
    'a file that is locked: tried again, then said',
    async () => {
      const { sink, source } = await watch()
      writeFileSync(at('a.txt'), sale(1) + TEAR)
      chmodSync(at('a.txt'), 0)
      await until(() => source.health().problem === 'files-unreadable')
      chmodSync(at('a.txt'), 0o600)
      await until(() => sink.papers.length === 1)
      expect(source.health().status).toBe('ok')
    },
  )
})
