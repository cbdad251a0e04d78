import { verifyLedger } from '../../server/storage/index.ts'
import { runBareLoop } from './bare.ts'
import { type CallersFigures, EVENLY, runCallers } from './callers.ts'
import { measureSyncs } from './raw.ts'
import type { Scale } from './scale.ts'
import { type Row, ratios, row } from './table.ts'
import { makeWorld, type Place, type World, withContext } from './world.ts'

const CALLERS = 256
const FEW_CALLERS = 64
const GROUP_SIZE = 256
const WARM_UP_PART = 8
/** The bare loop with a commit for each row is a tenth as quick: fewer rows take as long. */
const ONE_EACH_PART = 8

/** One run: each figure close in time to what it is held against. */
interface Run {
  readonly syncs: number
  readonly syncP50Ms: number
  readonly bare: number
  readonly many: number
  readonly barePayments: number
  readonly manyPayments: number
  readonly oneEach: number
  readonly bareOneEach: number
  readonly few: number
  readonly fewOneEach: number
}

interface Bench {
  readonly place: Place
  readonly world: World
  readonly scale: Scale
  /** In turn, so that whatever drifts meets both alike; never in the first run, see {@link runBareLoop}. */
  readonly isBareFirst: boolean
}

/**
 * Redemptions a second through the whole engine (rules, journal, hash chain, answer) by callers who
 * wait for their answers, beside the bare loop on the same file, and beside one commit for each.
 * At the end the file is proved: neither side wrote anything but a right ledger.
 */
export async function measureEngine(dataDirectory: string, scale: Scale): Promise<Row[]> {
  const place: Place = { dataDirectory }
  const world = await withContext(place, (context) => makeWorld(context, scale))
  const runs: Run[] = []
  for (let at = 0; at < scale.runs; at += 1) {
    const bench = { place, world, scale, isBareFirst: at % 2 === 1 }
    runs.push(await measureRun(bench))
  }
  const proof = verifyLedger(dataDirectory)
  if (!proof.ok)
    throw new Error(`the ledger is wrong after the benchmark: ${JSON.stringify(proof)}`)
  return engineRows(runs)
}

async function measureRun({ place, world, scale, isBareFirst }: Bench): Promise<Run> {
  const call = async (callers: number, withPayment: boolean, groupMax?: number) => {
    const { perSecond }: CallersFigures = await runCallers({
      ...{ place, world, callers, withPayment, spread: EVENLY },
      ...{ warmUpMs: scale.cardsWarmUpMs, measureMs: scale.measureMs },
      ...(groupMax === undefined ? {} : { groupMax }),
    })
    return perSecond
  }
  const loop = async (withPayment: boolean, groupSize = GROUP_SIZE) => {
    const rowsInAll = groupSize === 1 ? Math.floor(scale.bareRows / ONE_EACH_PART) : scale.bareRows
    const warmUpRows = Math.floor(rowsInAll / WARM_UP_PART)
    const rows = { rows: rowsInAll, warmUpRows, withPayment, groupSize }
    return (await runBareLoop({ place, world, ...rows })).perSecond
  }
  const pair = async (withPayment: boolean): Promise<readonly [engine: number, bare: number]> => {
    const before = isBareFirst ? await loop(withPayment) : undefined
    const engine = await call(CALLERS, withPayment)
    return [engine, before ?? (await loop(withPayment))]
  }
  const syncs = measureSyncs(place.dataDirectory)
  const [many, bare] = await pair(false)
  const oneEach = await call(CALLERS, false, 1)
  const bareOneEach = await loop(false, 1)
  const few = await call(FEW_CALLERS, false)
  const fewOneEach = await call(FEW_CALLERS, false, 1)
  const [manyPayments, barePayments] = await pair(true)
  return {
    ...{ syncs: syncs.perSecond, syncP50Ms: syncs.p50Ms, many, bare, oneEach, bareOneEach },
    ...{ few, fewOneEach, manyPayments, barePayments },
  }
}

function engineRows(runs: readonly Run[]): Row[] {
  const of = (name: keyof Run) => runs.map((run) => run[name])
  const to = (name: keyof Run, other: keyof Run) => ratios(of(name), of(other))
  return [
    row('raw.syncs', of('syncs')),
    row('raw.sync-p50', of('syncP50Ms')),
    row('raw.bare-loop', of('bare')),
    row('raw.bare-loop-payments', of('barePayments')),
    row('sqlite.256', of('many'), to('many', 'bare')),
    row('sqlite.256-payments', of('manyPayments'), to('manyPayments', 'barePayments')),
    row('sqlite.one-each-256', of('oneEach')),
    row('sqlite.256-to-one-each', of('many'), to('many', 'oneEach')),
    row('raw.bare-one-each', of('bareOneEach')),
    row('raw.bare-to-one-each', of('bare'), to('bare', 'bareOneEach')),
    row('sqlite.one-each-64', of('fewOneEach')),
    row('sqlite.64-to-one-each', of('few'), to('few', 'fewOneEach')),
  ]
}
