import { assertNever } from '../../contract/parse.ts'
import type { Outcome } from '../../contract/screen/state.ts'
import { Approved } from './approved.tsx'
import { Refused } from './refused.tsx'
import { Unknown } from './unknown.tsx'
import { Voided } from './voided.tsx'
import { Working } from './working.tsx'

/** The panel of an outcome; nothing for `idle`, which shows the two zones. */
export function OutcomeZone({ outcome }: { readonly outcome: Outcome }) {
  switch (outcome.kind) {
    case 'idle':
      return null
    case 'working':
      return <Working outcome={outcome} />
    case 'approved':
      return <Approved outcome={outcome} />
    case 'refused':
      return <Refused outcome={outcome} />
    case 'unknown':
      // Another button stands where Cancel was: it is not for the second press of that one.
      return <Unknown key={outcome.what} outcome={outcome} />
    case 'voided':
      return <Voided outcome={outcome} />
    default:
      return assertNever(outcome)
  }
}
