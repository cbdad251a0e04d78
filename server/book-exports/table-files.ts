import { decimalText } from '../../src/contract/money.ts'
import {
  csvLines,
  type FileParts,
  FLOWS,
  harmless,
  rollForward,
  trialBalance,
} from '../books/index.ts'

/** The trial balance of a closed day. */
export async function* trialBalanceFile(parts: FileParts, isJson: boolean): AsyncGenerator<string> {
  const lines = await trialBalance(parts)
  if (isJson) {
    yield `${JSON.stringify({ what: 'trial-balance', day: parts.to, rows: lines })}\n`
    return
  }
  yield csvLines([
    ['currency', 'account', 'name', 'day debit', 'day credit', 'debit balance', 'credit balance'],
    ...lines.map((line) => [
      ...[line.currency, harmless(line.number), harmless(line.name)],
      decimalText(line.dayDebitMinor, line.currency),
      decimalText(line.dayCreditMinor, line.currency),
      decimalText(line.debitMinor, line.currency),
      decimalText(line.creditMinor, line.currency),
    ]),
  ])
}

/** The roll-forward of what cards are worth, by program and by channel. */
export async function* rollForwardFile(parts: FileParts, isJson: boolean): AsyncGenerator<string> {
  const report = await rollForward(parts)
  if (isJson) {
    yield `${JSON.stringify({ what: 'roll-forward', ...report })}\n`
    return
  }
  const titles = FLOWS.map((flow) => flow.replace(/Minor$/, ''))
  yield csvLines([
    ['program or channel', 'currency', 'opening', ...titles, 'closing'],
    ...report.programs.map((line) => [
      ...[harmless(line.programName), line.currency],
      decimalText(line.openingMinor, line.currency),
      ...FLOWS.map((flow) => decimalText(line[flow], line.currency)),
      decimalText(line.closingMinor, line.currency),
    ]),
    ...report.channels.map((line) => [
      ...[line.channel, line.currency, ''],
      ...FLOWS.map((flow) => decimalText(line[flow], line.currency)),
      '',
    ]),
  ])
}
