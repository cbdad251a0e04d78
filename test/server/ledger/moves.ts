import type {
  Caller,
  CardSelector,
  MergeRequest,
  ReplaceRequest,
} from '../../../server/ledger/request.ts'
import { currency } from '../../../src/contract/money.ts'
import { complete } from './requests.ts'

const EUR = currency('EUR')

/** All of one card onto another. */
export function merge(
  from: Caller,
  card: CardSelector,
  into: CardSelector,
  more: Partial<MergeRequest> = {},
): MergeRequest {
  return complete<MergeRequest>({
    ...{ kind: 'merge', caller: from, card, into, pin: 'absent', intoPin: 'absent' },
    ...{ currency: EUR, reason: null, ...more },
  })
}

/** Another card in the place of a lost one. */
export function replace(
  from: Caller,
  card: CardSelector,
  into: ReplaceRequest['into'],
  more: Partial<ReplaceRequest> = {},
): ReplaceRequest {
  return complete<ReplaceRequest>({
    ...{ kind: 'replace', caller: from, card, into, reason: 'Lost on the train' },
    ...{ sealedAnswer: null, ...more },
  })
}
