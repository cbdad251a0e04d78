import { join } from 'node:path'
import { buildFrontEnds } from '../../commands/front-ends.ts'
import { measureBankFiles } from './bank-files.ts'
import { measureBusy } from './busy.ts'
import { measureEngine } from './engine.ts'
import { measureHot } from './hot.ts'
import { measurePostgres, measureWayOnPostgres } from './postgres.ts'
import { measureReceipts } from './receipts.ts'
import type { Scale } from './scale.ts'
import { measureScreen } from './screen.ts'
import { measureSizes } from './sizes.ts'
import { measureSpike } from './spike.ts'
import { measureSqliteSyncs } from './syncs.ts'
import type { Row } from './table.ts'
import { measureWay } from './way.ts'
import { makeWorld, type Place, withContext } from './world.ts'

/** What a part is given: a folder of its own, removed after it. */
export interface PartInput {
  readonly folder: string
  readonly scale: Scale
  readonly large: boolean
}

export type Part = (input: PartInput) => Promise<readonly Row[]>

/** The benchmark in the order in which it runs. */
export const PARTS = {
  engine: ({ folder, scale }) => measureEngine(folder, scale),
  sizes: ({ folder, scale, large }) => measureSizes(folder, scale, { large }),
  hot: ({ folder, scale }) =>
    withWorld(folder, scale, (place, world) => measureHot('sqlite', place, world, scale)),
  syncs: ({ folder, scale }) =>
    withWorld(folder, scale, (place, world) => measureSqliteSyncs(place, world, scale)),
  way: ({ folder, scale }) => measureWay({ dataDirectory: folder }, scale),
  busy: ({ folder, scale }) => measureBusy({ dataDirectory: folder }, scale),
  spike: ({ folder, scale }) => measureSpike({ dataDirectory: folder }, scale),
  postgres: ({ folder, scale }) => measurePostgres(folder, scale),
  'postgres-way': ({ folder, scale }) => measureWayOnPostgres(folder, scale),
  receipts: ({ folder, scale }) => measureReceipts(folder, scale),
  'bank-files': async ({ scale }) => measureBankFiles(scale),
  screen: async ({ folder, scale }) => {
    await buildFrontEnds(['station', 'till'])
    return measureScreen(join(folder, 'house'), scale)
  },
} as const satisfies Record<string, Part>

export type PartName = keyof typeof PARTS

export function partNames(): PartName[] {
  return Object.keys(PARTS) as PartName[]
}

export function isPart(name: string): name is PartName {
  return Object.hasOwn(PARTS, name)
}

async function withWorld(
  dataDirectory: string,
  scale: Scale,
  work: (place: Place, world: Awaited<ReturnType<typeof makeWorld>>) => Promise<Row[]>,
): Promise<Row[]> {
  const place: Place = { dataDirectory }
  return work(place, await withContext(place, (context) => makeWorld(context, scale)))
}
