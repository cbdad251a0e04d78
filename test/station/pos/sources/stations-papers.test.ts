import { expect, test } from 'vitest'
import { currency, minor } from '../../../../src/contract/money.ts'
import { PAPER_WIDTHS_MM } from '../../../../src/contract/screen/counter.ts'
import { escposOf } from '../../../../src/main/station/printing/escpos.ts'
import { receiptPaper } from '../../../../src/main/station/printing/own-papers.ts'
import { ANSWERING, posSession, until } from './printers.ts'
import { printer, proxy, SALE } from './proxies.ts'

/** The receipt of a redemption, as any station prints it. */
function stationsReceipt(language: 'en' | 'fr', widthMm: 58 | 80): Uint8Array {
  const answer = {
    operationId: crypto.randomUUID(),
    ...{ appliedMinor: minor(2_460), currency: currency('CAD') },
    ...{ remainingDueMinor: minor(0), balanceMinor: minor(1_540) },
  }
  const facts = {
    ...{ requestId: crypto.randomUUID(), answer, till: '1', receiptNumber: '000481', clerk: null },
    ...{ atMs: 1_795_000_000_000, isVoided: false, lastFour: '1234' },
  } as unknown as Parameters<typeof receiptPaper>[0]
  const place = { language, locationName: 'Quay', deviceCode: 'K7QM-4T2X', timeZone: 'UTC' }
  return escposOf(receiptPaper(facts, 0, { ...place, isTraining: false }), widthMm)
}

test.each(
  (['en', 'fr'] as const).flatMap((language) =>
    PAPER_WIDTHS_MM.map((mm) => [language, mm] as const),
  ),
)(
  'the receipt of another station at the same printer, in %s on %i mm: printed, and no payment',
  async (language, widthMm) => {
    const behind = await printer(ANSWERING)
    const { port, sink } = await proxy(behind.port)
    const receipt = stationsReceipt(language, widthMm)
    const other = posSession(port)
    other.socket.end(receipt)
    await other.closed
    await until(() => sink.papers.length === 1)
    const pos = posSession(port)
    pos.socket.end(SALE)
    await pos.closed
    await until(() => sink.papers.length === 2)
    expect(behind.received()).toEqual(Buffer.concat([receipt, SALE]))
    expect(sink.papers[0]?.rows.length).toBeGreaterThan(8)
    const paid = sink.papers.map(({ tenders }) => tenders.filter(({ kind }) => kind === 'payment'))
    expect(paid.map((tenders) => tenders.map(({ amountMinor }) => amountMinor))).toEqual([
      [],
      [2_500],
    ])
    // Nor is it a sale without a gift card: the till's slip that voids that sale would be done with.
    expect(sink.papers.map(({ kind }) => kind)).toEqual(['copy', 'sale'])
  },
)
