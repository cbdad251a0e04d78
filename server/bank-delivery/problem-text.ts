import type { DeliveryProblem } from '../../src/contract/admin/bank-delivery.ts'
import { failed, type Reply } from '../../src/contract/refusals.ts'
import { isPassing } from './bringing.ts'

const TEXTS: Readonly<Record<DeliveryProblem, string>> = {
  unreachable: 'The other side could not be reached, or the line broke. It goes on from there.',
  'timed-out': 'The other side did not answer in time. It goes on from there.',
  'host-key-unknown': 'Nobody confirmed the key of this server yet. Test it and confirm the key.',
  'host-key-changed':
    'The server shows another key than the one that was confirmed. Ask the bank before you confirm it.',
  credentials: 'The other side does not accept user, password or key. Give them again.',
  'folder-missing': 'The folder is not there. Make it, or give another one.',
  'no-permission': 'It must not be written there. Ask for the permission.',
  'no-space': 'The other side cannot keep the file: its disk may be full.',
  'name-taken':
    'Another file lies there under the same name. Nothing was replaced: look at it first.',
  busy: 'The bank is busy with another file. Try again in some minutes.',
  refused: 'The bank refused it. Look at its answer.',
  'not-understood': 'The other side answered in a form that is not known.',
  'unknown-outcome':
    'There was no answer, and it is not known yet whether it arrived. It is looked up before anything is sent again.',
}

/** The problem as a reply: what passes may be tried again, what is not known has to be asked for. */
export function problemReply(problem: DeliveryProblem, retryAfterMs?: number): Reply<never> {
  const text = TEXTS[problem]
  if (problem === 'unknown-outcome') return failed('TIMEOUT_UNKNOWN', text, retryAfterMs)
  if (isPassing(problem)) return failed('UNAVAILABLE', text, retryAfterMs)
  return failed('STATE_CONFLICT', text)
}
