import { nachaRail } from '../../server/bank-files/index.ts'
import type { Transfer } from '../../server/bank-files/rail.ts'
import { readBankFile } from '../../server/bank-files/reading.ts'
import type { NachaSettings } from '../../src/contract/admin/rails.ts'
import { currency, minor } from '../../src/contract/money.ts'
import type { Scale } from './scale.ts'
import { type Row, row } from './table.ts'

const ENTRIES = 100_000
const SETTINGS: NachaSettings = {
  ...{ rail: 'nacha', destination: '076401251', destinationName: 'EXAMPLE BANK' },
  ...{ origin: '1123456789', originName: 'COMMUNITY CARDS', odfi: '07640125' },
  ...{ companyName: 'COMMUNITY CARDS', companyId: '1123456789', description: 'SETTLEMENT' },
  ...{ offset: null, sameDay: false, lineEnd: 'crlf' },
  ...{ entryMaxMinor: null, fileMaxMinor: null, fileMaxEntries: null },
}

/** How long a bank file of 100,000 payouts takes, half of them with a note, and what it holds. */
export function measureBankFiles({ runs }: Scale): Row[] {
  const transfers = Array.from({ length: ENTRIES }, (_, index) => payout(index))
  const [written, read, held]: [number[], number[], number[]] = [[], [], []]
  for (let run = 0; run < runs; run += 1) {
    const startedAtMs = performance.now()
    const bytes = Buffer.concat([...nachaRail.render(fileOf(transfers))])
    const writtenAtMs = performance.now()
    const before = process.memoryUsage.rss()
    const { entries, problems } = readBankFile(bytes)
    read.push((performance.now() - writtenAtMs) / 1_000)
    written.push((writtenAtMs - startedAtMs) / 1_000)
    held.push(Math.max(0, process.memoryUsage.rss() - before) / 2 ** 20)
    if (entries !== ENTRIES || problems.length > 0) throw new Error('the file was not read right')
  }
  return [
    row('bank-files.nacha-write', written),
    row('bank-files.nacha-read', read),
    row('bank-files.nacha-memory', held),
  ]
}

function fileOf(transfers: readonly Transfer[]) {
  return {
    ...{ settings: SETTINGS, number: 1, numberOfDay: 0, transfers, currency: currency('USD') },
    ...{ createdOn: '2026-11-20', createdAt: '09:30', valueOn: '2026-11-23' },
  }
}

function payout(index: number): Transfer {
  return {
    ...{ reference: `P${index}`, sequence: index + 1, purpose: 'payout' },
    amountMinor: minor(100 + index),
    payeeName: `Main Street Bakery ${index}`,
    remittance: index % 2 === 0 ? null : 'Week 47',
    bank: {
      ...{ country: 'us', routing: '231380104', account: String(10_000 + index) },
      ...{ accountType: 'checking', holder: index % 3 === 0 ? 'person' : 'business' },
    },
  }
}
