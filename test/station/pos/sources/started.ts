import { afterEach } from 'vitest'
import { sourceConfigSchema } from '../../../../src/contract/screen/sources.ts'
import { createSourceMaker } from '../../../../src/main/station/pos/sources/make-source.ts'
import type { SourceSurroundings } from '../../../../src/main/station/pos/sources/surroundings.ts'
import { type Listener, listener } from './printers.ts'
import { surroundings } from './surroundings.ts'

const closing: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** What is to be ended after the test, the last one first. */
export function afterThis(close: () => Promise<unknown>): void {
  closing.push(close)
}

/** A source of these settings, as the station makes it, started; stopped after the test. */
export async function started(
  settings: Readonly<Record<string, unknown>>,
  changes: Partial<SourceSurroundings> = {},
  sink: Listener = listener(),
) {
  const config = sourceConfigSchema.parse({ id: 'under-test', name: 'Under test', ...settings })
  const source = createSourceMaker(surroundings(changes))(config)
  await source.start(sink)
  closing.push(source.stop)
  return { source, sink, port: source.details?.().listening?.port ?? 0 }
}
