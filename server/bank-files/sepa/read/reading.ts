import { minor } from '../../../../src/contract/money.ts'
import type { XmlElement } from '../../../xml/index.ts'
import type { BankFormat, FileProblem, FileReading, IncomingTransfer } from '../../rail.ts'
import { PROBLEMS_MAX } from '../limits.ts'
import { eachAt, readDocument } from './document.ts'
import { readStatement } from './statement.ts'
import { readStatusReport } from './status-report.ts'

/** What a pain.002 or camt.053 came to. */
interface SepaReading extends FileReading {
  /** What others paid onto our account; empty but for statements. */
  readonly incoming: readonly IncomingTransfer[]
}

/** Reads what a bank of ISO 20022 sends back, in any of its versions. Never throws. */
export function readSepaFile(bytes: Uint8Array): SepaReading {
  const document = readDocument(bytes)
  if (!document.ok) return nothing('unknown', [document.problem])
  const report = findMessage(document.root, 'CstmrPmtStsRpt')
  if (report !== undefined) return statusReading(report)
  const statements = findMessage(document.root, 'BkToCstmrStmt')
  if (statements !== undefined) return statementReading(statements)
  const message = 'this is neither a pain.002 nor a camt.053: ask the bank for one of these'
  return nothing('unknown', [{ rule: 'format-unknown', line: document.root.line, message }])
}

/** Some banks put an envelope around the document. */
function findMessage(root: XmlElement, name: string): XmlElement | undefined {
  const outer = [root, ...root.children, ...root.children.flatMap(({ children }) => children)]
  return outer.find((element) => element.name === name)
}

function statusReading(report: XmlElement): SepaReading {
  const { outcomes, problems, entries } = readStatusReport(report)
  return {
    ...nothing('pain.002', problems),
    ...{ entries, outcomes },
    returns: outcomes.filter(({ kind }) => kind === 'refused').length,
  }
}

function statementReading(message: XmlElement): SepaReading {
  const statements = eachAt(message, 'Stmt').map(readStatement)
  const problems = statements.flatMap((one) => one.problems)
  if (statements.length === 0)
    problems.push({ rule: 'empty', line: message.line, message: 'there is no statement in it' })
  const outcomes = statements.flatMap((one) => one.outcomes)
  const total = (of: (one: (typeof statements)[number]) => number) =>
    statements.reduce((sum, one) => sum + of(one), 0)
  const [credits, debits] = [total((one) => one.creditsMinor), total((one) => one.debitsMinor)]
  if (!Number.isSafeInteger(credits) || !Number.isSafeInteger(debits))
    return nothing('camt.053', [
      { rule: 'amount', line: message.line, message: 'the sums are beyond all money' },
    ])
  return {
    ...nothing('camt.053', problems),
    entries: total((one) => one.entries),
    ...{ creditsMinor: minor(credits), debitsMinor: minor(debits), outcomes },
    returns: outcomes.filter(({ kind }) => kind === 'returned').length,
    incoming: statements.flatMap((one) => one.incoming),
  }
}

function nothing(format: BankFormat, problems: readonly FileProblem[]): SepaReading {
  return {
    format,
    problems: problems.slice(0, PROBLEMS_MAX),
    ...{ entries: 0, creditsMinor: minor(0), debitsMinor: minor(0), returns: 0, changes: 0 },
    ...{ outcomes: [], incoming: [] },
  }
}
