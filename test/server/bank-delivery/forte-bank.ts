import type { Answer, Came } from './bank-stand-in.ts'

export const ACCESS = { access: 'access-id-1', second: 'secure-key-1' }
export const PLACE = '/organizations/org_300005/locations/loc_190785'

interface Credit {
  readonly id: string
  readonly order: string
  readonly amount: number
  readonly account: string
  readonly code: string
}

/** Forte as far as credits go: it keeps what it takes in, and declines inside of good answers. */
export interface ForteBank {
  readonly answer: (came: Came) => Answer
  /** Taken in. */
  readonly credits: readonly Credit[]
  /** What is said of credits from now on: by settlement and by funding. */
  readonly settle: (order: string, code: string, funding: 'pending' | 'completed') => void
  /** Accounts whose credits are declined, with the code. */
  readonly declines: Map<string, string>
}

export function openForteBank(): ForteBank {
  const credits: Credit[] = []
  const settlements: Record<string, string>[] = []
  const fundings: Record<string, string>[] = []
  const declines = new Map<string, string>()
  const accepted = () => credits.filter(({ code }) => code === 'A01')

  const credit = (body: string): Answer => {
    const asked = JSON.parse(body) as Record<string, unknown>
    const echeck = asked['echeck'] as Record<string, string>
    const account = echeck['account_number'] ?? ''
    const [order, amount] = [String(asked['order_number']), Number(asked['authorization_amount'])]
    const isRepeat = accepted().some((one) => one.account === account && one.amount === amount)
    const code = isRepeat ? 'U10' : (declines.get(account) ?? 'A01')
    const id = `trn_${credits.length + 1}`
    credits.push({ id, order, amount, account, code })
    const response_type = code === 'A01' ? 'A' : 'D'
    const response = { response_type, response_code: code, response_desc: `TEST ${code}` }
    return json(201, { transaction_id: id, action: 'credit', order_number: order, response })
  }
  const listed = ({ id, order, code }: Credit) => ({
    ...{ transaction_id: id, order_number: order, status: code === 'A01' ? 'ready' : 'declined' },
    response: { response_code: code },
  })
  return {
    credits,
    declines,
    settle: (order, code, status) => {
      const id = credits.find((one) => one.order === order && one.code === 'A01')?.id ?? ''
      const funding_id = `fnd_${fundings.length + 1}`
      fundings.push({ funding_id, status })
      const settle_type = code.startsWith('R') ? 'reject' : 'withdrawal'
      settlements.push({ transaction_id: id, settle_type, settle_response_code: code, funding_id })
    },
    answer: ({ method, path, headers, query, body }) => {
      const key = Buffer.from(`${ACCESS.access}:${ACCESS.second}`).toString('base64')
      if (headers.authorization !== `Basic ${key}`) return json(401, { response: {} })
      if (headers['x-forte-auth-organization-id'] !== 'org_300005') return json(403, {})
      if (method === 'POST' && path === `${PLACE}/transactions`) return credit(body)
      const rows: readonly object[] | undefined = {
        [`${PLACE}/transactions`]: credits.map(listed),
        [`${PLACE}/settlements`]: settlements,
        [`${PLACE}/fundings`]: fundings,
      }[path]
      if (rows === undefined) return json(404, {})
      const size = Number(query.get('page_size'))
      const begin = Number(query.get('page_index')) * size
      return json(200, { results: rows.slice(begin, begin + size) })
    },
  }
}

function json(status: number, content: object): Answer {
  return { status, body: JSON.stringify(content) }
}
