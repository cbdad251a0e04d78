import type { LedgerReply } from '../ledger/engine.ts'
import type { LedgerDesk } from './ledger-desk.ts'

/** The desk as the API asks it: what stands aside of a refusal is told in it. */
export function apiDesk(desk: LedgerDesk): LedgerDesk {
  const { hold, execute, enquire, recorded } = desk
  return {
    hold,
    execute: (request) => execute(request).then(tellAside),
    enquire: (callerKey, requestId) => enquire(callerKey, requestId).then(tellAside),
    recorded: (callerKey, requestId) => recorded(callerKey, requestId).then(tellAside),
  }
}

function tellAside({ reply, sealedAnswer, aside }: LedgerReply): LedgerReply {
  if (aside === undefined || !('refusal' in reply)) return { reply, sealedAnswer }
  return { reply: { ok: false, refusal: { ...reply.refusal, ...aside } }, sealedAnswer }
}
