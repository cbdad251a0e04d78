import type { RunLine } from '../../src/contract/admin/payout-views.ts'
import { currencyExponent, decimalText, type Minor } from '../../src/contract/money.ts'
import { lineViews } from '../payouts/index.ts'
import { csvRecord, harmlessCell } from '../settlement/index.ts'
import type { Database } from '../storage/index.ts'
import { type Cell, workbookParts } from './sheet.ts'
import { type Language, WORDS } from './words.ts'
import { zipOf } from './zip.ts'

const FIGURES = [
  'opening',
  'redeemed',
  'voided',
  'refunded',
  'returned',
  'adjusted',
  'due',
  'fees',
  'reserve',
  'payout',
  'carried',
] as const

/** The lines of a run, a page at a time. */
async function* linesOf(database: Database, runId: string): AsyncGenerator<readonly RunLine[]> {
  let after: string | undefined
  do {
    const page = await lineViews(database, { runId, cursor: after })
    yield page.lines
    after = page.next ?? undefined
  } while (after !== undefined)
}

function headsOf(language: Language): string[] {
  const words = WORDS[language]
  const named = FIGURES.map((figure) => words[figure === 'payout' ? 'paid' : figure])
  return [words.location, words.currency, ...named, words.reference]
}

function figuresOf(line: RunLine): readonly Minor[] {
  return FIGURES.map((figure) => line[`${figure}Minor`])
}

const referencesOf = ({ payouts }: RunLine): string =>
  payouts.map(({ reference }) => reference).join(' ')

/** A run as CSV, one record a location. */
export async function* runCsv(
  database: Database,
  runId: string,
  language: Language,
): AsyncGenerator<string> {
  yield csvRecord(headsOf(language))
  for await (const lines of linesOf(database, runId))
    yield lines
      .map((line) => {
        const figures = figuresOf(line).map((figure) => decimalText(figure, line.currency))
        const name = harmlessCell(line.locationName)
        return csvRecord([name, line.currency, ...figures, referencesOf(line)])
      })
      .join('')
}

/** A run as a workbook, one row a location; amounts are numbers. */
export function runXlsx(
  database: Database,
  runId: string,
  language: Language,
): AsyncGenerator<Buffer> {
  const widths = [34, 10, ...FIGURES.map(() => 15), 24]
  const sheet = { name: WORDS[language].summary, widths, rows: rowsOf(database, runId, language) }
  return zipOf(workbookParts([sheet]))
}

async function* rowsOf(
  database: Database,
  runId: string,
  language: Language,
): AsyncGenerator<readonly Cell[]> {
  yield headsOf(language).map((text) => ({ is: 'text', text, isBold: true }))
  for await (const lines of linesOf(database, runId))
    for (const line of lines)
      yield [
        { is: 'text', text: line.locationName },
        { is: 'text', text: line.currency },
        ...figuresOf(line).map(
          (figure): Cell => ({
            ...{ is: 'amount', value: decimalText(figure, line.currency) },
            exponent: currencyExponent(line.currency),
          }),
        ),
        { is: 'text', text: referencesOf(line) },
      ]
}
