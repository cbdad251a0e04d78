import type { Unclaimed } from '../../src/contract/admin/insight.ts'
import type { AdminResult } from '../../src/contract/admin/table.ts'
import type { ProgramId } from '../../src/contract/ids.ts'
import { currency, minor } from '../../src/contract/money.ts'
import { success } from '../../src/contract/refusals.ts'
import { checkPeriod, type FileParts } from '../books/index.ts'
import type { ServerContext } from '../context.ts'
import { createSlowAnswers } from '../load/index.ts'
import { checkDays } from '../settlement/index.ts'
import type { AdminHandlers } from '../staff/index.ts'
import { readBreakage, setEstimate } from './breakage.ts'
import { createCohorts } from './cohorts.ts'
import { readSales } from './sales.ts'
import { lawsAt, unclaimedCards } from './unclaimed.ts'

type Calls =
  | 'read-sales'
  | 'read-cohorts'
  | 'read-breakage'
  | 'set-breakage-estimate'
  | 'read-unclaimed'

/** How cards are sold and used, and what may become of what is left on them. */
export function insightHandlers(
  context: Pick<ServerContext, 'database' | 'nowMs'>,
): Pick<AdminHandlers, Calls> {
  const { reports } = context.database
  const cohortsOf = createCohorts(reports)
  const sales = createSlowAnswers<AdminResult<'read-sales'>>()
  return {
    'read-sales': async ({ networkId }, { from, to }) => {
      const days = checkDays({ from, to })
      if (!days.ok) return days
      const wish = { networkId, from, to, nowMs: context.nowMs() }
      const make = () => readSales(reports, wish)
      return success(await sales.get(`${networkId} ${from} ${to}`, make))
    },
    'read-cohorts': async ({ networkId }) =>
      success({ cohorts: await cohortsOf(networkId, context.nowMs()) }),
    'read-breakage': async ({ networkId }) =>
      success(await readBreakage(reports, networkId, context.nowMs(), cohortsOf)),
    'set-breakage-estimate': (who, params) => setEstimate(context, who, params),
    'read-unclaimed': async ({ networkId }, { day }) => {
      const last = await checkPeriod(reports, networkId, { from: day, to: day })
      if (!last.ok) return last
      const parts = { read: reports, networkId, from: day, to: day, last: last.value }
      return success({ day, programs: await unclaimedByProgram(parts) })
    },
  }
}

async function unclaimedByProgram(parts: FileParts): Promise<Unclaimed[]> {
  const laws = await lawsAt(parts.read, parts.networkId, parts.last.to_ms - 1)
  const sums = new Map(
    laws.map((law) => [law.programId, { cardCount: 0, balanceMinor: 0, dueMinor: 0 }]),
  )
  for await (const cards of unclaimedCards(parts)) {
    for (const { card, law, dueMinor } of cards) {
      const sum = sums.get(law.programId)
      if (!sum) continue
      sum.cardCount += 1
      sum.balanceMinor += card.balanceMinor
      sum.dueMinor += dueMinor
    }
  }
  return laws.map((law) => {
    const sum = sums.get(law.programId)
    return {
      ...{ programId: law.programId as ProgramId, programName: law.name, profile: law.profile },
      currency: currency(law.currency),
      law: { is: law.fact.is, text: law.fact.text, source: law.fact.source },
      cardCount: sum?.cardCount ?? 0,
      ...{ balanceMinor: minor(sum?.balanceMinor ?? 0), dueMinor: minor(sum?.dueMinor ?? 0) },
    }
  })
}
