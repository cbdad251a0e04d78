import type { OperationAnswer } from '../../../contract/operations.ts'
import { assertNever, invariant, parseJson } from '../../../contract/parse.ts'
import { failed, type Reply, success } from '../../../contract/refusals.ts'
import { WIRE, type WireParams, type WireResult } from '../../../contract/wire/messages.ts'
import type { Link } from '../link/index.ts'
import type { QuestionName, WriteName } from '../link/requests.ts'
import type { TrainingLedger } from './ledger.ts'

/** A way to the server that ends in the books of training: the same questions, and nothing is sent. */
export function createTrainingLink(ledger: TrainingLedger): Link {
  return {
    open: () => {},
    close: () => {},
    connectNow: () => {},
    isOnline: () => true,
    health: () => ({ status: 'ok', problem: null, detail: null, lastSeenAtMs: null }),
    onPosNews: () => () => {},
    ask: async (name, params) => answerQuestion(ledger, name, params) as never,
    send: (name, paramsJson, answered) => {
      const reply = write(ledger, name, paramsJson)
      // As from a server: never before the caller has written down that it was sent.
      setImmediate(() => answered({ reply, standing: 'posted' }))
      return true
    },
  }
}

function answerQuestion<Name extends QuestionName>(
  ledger: TrainingLedger,
  name: Name,
  params: WireParams<Name>,
): Reply<WireResult<QuestionName>> {
  if (name === 'card-inquire') {
    const { card } = params as WireParams<'card-inquire'>
    return 'number' in card ? ledger.inquire(card.number) : failed('NOT_FOUND')
  }
  if (name === 'card-lookup') {
    const { card } = params as WireParams<'card-lookup'>
    const lastFour = 'number' in card ? card.number.slice(-4) : '0000'
    return success({ lastFour, pinAsked: false })
  }
  if (name === 'operation-inquire') {
    return success(ledger.find((params as WireParams<'operation-inquire'>).requestId))
  }
  if (name === 'pos-payments') return success({ entries: [], isMore: false })
  return failed('NOT_CONNECTED', 'Nothing is sent while training.')
}

function write(
  ledger: TrainingLedger,
  name: WriteName,
  paramsJson: string,
): Reply<OperationAnswer> {
  switch (name) {
    case 'redeem':
      return ledger.redeem(paramsOf('redeem', paramsJson))
    case 'void':
      return ledger.void(paramsOf('void', paramsJson))
    case 'refund':
      return ledger.refund(paramsOf('refund', paramsJson))
    default:
      return assertNever(name)
  }
}

/** The station made the text itself a moment ago. */
function paramsOf<Name extends WriteName>(name: Name, paramsJson: string): WireParams<Name> {
  const parsed = parseJson(WIRE[name].params, paramsJson)
  invariant(parsed.ok, 'what the station journaled is of its own form')
  return parsed.value as WireParams<Name>
}
