import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import type { SourceSurroundings } from '../../../../src/main/station/pos/sources/surroundings.ts'
import type { Listener } from './printers.ts'
import { started } from './started.ts'
import { mapMemory } from './surroundings.ts'

/** A folder of journals, new for each test, and what the source remembers of it. */
export function journalHouse() {
  let folder = ''
  let memory = mapMemory()
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'countermark-journals-'))
    memory = mapMemory()
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))
  return {
    /** The path of a file in the folder. */
    at: (name: string) => join(folder, name),
    /** What the source remembers from now on is kept here, where the test may look at it. */
    remember: (kept: Map<string, string>) => {
      memory = mapMemory(kept)
    },
    watch: (
      settings: Readonly<Record<string, unknown>> = {},
      changes: Partial<SourceSurroundings> = {},
    ) =>
      started(
        {
          ...{ kind: 'journal-folder', folder, pollMs: 100, framing: { timeoutMs: 200 } },
          ...settings,
        },
        { memoryOf: () => memory, ...changes },
      ),
  }
}

/** Waits until the folder was looked at twice from now: what is there was seen. */
export async function looked(source: { readonly test: () => Promise<unknown> }) {
  await source.test()
  await new Promise((resolve) => setTimeout(resolve, 150))
  await source.test()
}

/** A receipt paid by gift card, without the paper's end. */
export const sale = (number: number, amount = '5.00') =>
  `CORNER SHOP\nRECEIPT ${number}\nTOTAL ${amount}\nGIFT CARD ${amount}\n`

/** The rows that end a paper. */
export const TEAR = '\n\n\n\n\n\n'

/** The receipt numbers that were heard, in order. */
export const numbers = ({ papers }: Pick<Listener, 'papers'>) =>
  papers.map(({ receiptNumber }) => Number(receiptNumber))
