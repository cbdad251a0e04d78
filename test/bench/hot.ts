import { EVENLY, runCallers, type Spread } from './callers.ts'
import type { Scale } from './scale.ts'
import { type Row, ratios, row } from './table.ts'
import type { FigureId } from './targets.ts'
import type { Place, World } from './world.ts'

const CALLERS = 256

const SPREADS = {
  spread: EVENLY,
  'hot-card': { cards: 'one', locations: 'all' },
  'hot-location': { cards: 'all', locations: 'one' },
  'hot-program': { cards: 'program', locations: 'all' },
} as const satisfies Record<string, Spread>

/** What everybody asks for at once, in turn with the spread load within each run; `rest` before each. */
export async function measureHot(
  engine: 'sqlite' | 'postgres',
  place: Place,
  world: World,
  scale: Scale,
  rest: () => Promise<void> = async () => undefined,
): Promise<Row[]> {
  const names = Object.keys(SPREADS) as (keyof typeof SPREADS)[]
  const perSecond = new Map(names.map((name) => [name, [] as number[]]))
  for (let run = 0; run < scale.runs; run += 1)
    for (const name of names) {
      const { warmUpMs, measureMs } = scale
      await rest()
      const figures = await runCallers({
        ...{ place, world, callers: CALLERS, spread: SPREADS[name] },
        ...{ withPayment: false, warmUpMs, measureMs },
      })
      perSecond.get(name)?.push(figures.perSecond)
    }
  const spread = perSecond.get('spread') ?? []
  return names.map((name) => {
    const values = perSecond.get(name) ?? []
    const id: FigureId = `${engine}.${name}`
    return row(id, values, name === 'spread' ? null : ratios(values, spread))
  })
}
