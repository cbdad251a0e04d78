import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { EVENLY, runCallers } from './callers.ts'
import { makeManyCards } from './many-cards.ts'
import { LARGE_CARDS, LARGE_NEEDS_BYTES, type Scale } from './scale.ts'
import { freeBytes } from './set-up.ts'
import { type Row, ratios, row } from './table.ts'
import type { World } from './world.ts'

const CALLERS = 256
const IDS = ['sqlite.cards-100k', 'sqlite.cards-1m', 'sqlite.cards-10m'] as const

interface Ledger {
  readonly dataDirectory: string
  readonly world: World
  readonly perSecond: number[]
}

/** The engine on ledgers of different sizes, in turn within each run. */
export async function measureSizes(
  folder: string,
  scale: Scale,
  { large }: { readonly large: boolean },
): Promise<Row[]> {
  const ledgers: Ledger[] = []
  for (const cards of sizes(folder, scale, large)) {
    const dataDirectory = join(folder, String(cards))
    mkdirSync(dataDirectory, { recursive: true })
    const world = await makeManyCards(dataDirectory, { ...scale, cards })
    ledgers.push({ dataDirectory, world, perSecond: [] })
  }
  for (let run = 0; run < scale.runs; run += 1)
    for (const { dataDirectory, world, perSecond } of ledgers) {
      const { warmUpMs, measureMs } = scale
      const figures = await runCallers({
        ...{ place: { dataDirectory }, world, callers: CALLERS, spread: EVENLY },
        ...{ withPayment: false, warmUpMs, measureMs },
      })
      perSecond.push(figures.perSecond)
    }
  const [first] = ledgers
  return ledgers.flatMap(({ perSecond }, at) => {
    const id = IDS[at]
    if (!id || !first) return []
    return [row(id, perSecond, at === 0 ? null : ratios(perSecond, first.perSecond))]
  })
}

function sizes(folder: string, scale: Scale, large: boolean): readonly number[] {
  if (!large) return scale.manyCards
  if (freeBytes(folder) >= LARGE_NEEDS_BYTES) return [...scale.manyCards, LARGE_CARDS]
  console.error('10 M cards are left out: the disk has too little room.')
  return scale.manyCards
}
