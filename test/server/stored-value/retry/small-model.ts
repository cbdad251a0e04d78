/** What a sale's messages say: its redemption under one of several ids, and its voids. */
export type Message =
  | { readonly is: 'redeem'; readonly id: string }
  | { readonly is: 'void'; readonly id: string; readonly target: string }
  | { readonly is: 'void order'; readonly id: string }

/** What became of one request, as the model knows it. */
interface Recorded {
  readonly content: string
  readonly answer: string
  /** The redemption that it did, or that it was told of. */
  readonly did: Taken | undefined
}

interface Taken {
  readonly id: string
  isVoided: boolean
}

/**
 * One sale of one amount from one card, as the rules of a retry have it (features §4.4 and §4.5).
 * It knows nothing of ledgers, and answers with one line for each message that arrives.
 */
export interface SmallModel {
  readonly arrive: (message: Message) => string
  /** The caller surely has the answer of this request. */
  readonly learn: (id: string) => void
  readonly balance: () => number
  /** Redemptions that were done and stand. */
  readonly standing: () => number
}

export function openSmallModel(startBalance: number, amount: number): SmallModel {
  let balance = startBalance
  let isOrderBuried = false
  const records = new Map<string, Recorded>()
  const taken: Taken[] = []
  const buried = new Set<string>()
  const known = new Set<string>()

  const redeem = (id: string): Omit<Recorded, 'content'> => {
    if (buried.has(id) || isOrderBuried) return refused('VOIDED_BEFORE_ARRIVAL')
    const first = taken.find(({ isVoided }) => !isVoided)
    if (first && known.has(first.id)) return refused('POSSIBLE_DUPLICATE')
    if (first) return { answer: records.get(first.id)?.answer ?? '', did: first }
    if (balance < amount) return refused('INSUFFICIENT_FUNDS')
    balance -= amount
    const did = { id, isVoided: false }
    taken.push(did)
    return { answer: `redeem ${amount}, left ${balance}`, did }
  }
  const undo = (did: Taken | undefined): Omit<Recorded, 'content'> => {
    if (!did) return { answer: 'void of nothing', did: undefined }
    if (did.isVoided) return { answer: `void again, left ${balance}`, did: undefined }
    did.isVoided = true
    balance += amount
    return { answer: `void ${amount}, left ${balance}`, did: undefined }
  }
  const act = (message: Message): Omit<Recorded, 'content'> => {
    if (message.is === 'redeem') return redeem(message.id)
    if (message.is === 'void') {
      const target = records.get(message.target)
      if (!target) buried.add(message.target)
      return undo(target?.did)
    }
    if (taken.length === 0) isOrderBuried = true
    return undo(taken.findLast(({ isVoided }) => !isVoided) ?? taken.at(-1))
  }
  return {
    arrive: (message) => {
      const content = JSON.stringify(message)
      const before = records.get(message.id)
      if (before) return before.content === content ? before.answer : 'REQUEST_ID_REUSED'
      const recorded = { content, ...act(message) }
      records.set(message.id, recorded)
      return recorded.answer
    },
    learn: (id) => {
      const did = records.get(id)?.did
      if (did) known.add(did.id)
    },
    balance: () => balance,
    standing: () => taken.filter(({ isVoided }) => !isVoided).length,
  }
}

function refused(code: string): Omit<Recorded, 'content'> {
  return { answer: code, did: undefined }
}
