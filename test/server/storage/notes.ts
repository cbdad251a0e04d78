import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { RequestId } from '../../../src/contract/ids.ts'
import type { TestNetwork } from '../ledger/network.ts'

/** What a redeeming child wrote down before it ended. */
export interface Notes {
  readonly asked: readonly RequestId[]
  readonly done: readonly RequestId[]
  readonly failed: readonly { readonly requestId: RequestId; readonly outcome: string }[]
  /** Why the database could not go on, if it could not. */
  readonly broken: readonly string[]
  /** All of it, in the order in which it happened. */
  readonly lines: readonly string[]
}

/** The command line of a redeeming child, after node itself. */
export function childArguments(network: TestNetwork, cardId: string): readonly string[] {
  const script = fileURLToPath(new URL('./redeeming-child.ts', import.meta.url))
  return [script, network.folder, JSON.stringify(network.station), cardId, notesFile(network)]
}

/** Reads what the children of this network wrote; a last line cut by a kill does not count. */
export function readNotes(network: TestNetwork): Notes {
  const file = notesFile(network)
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n')
  const of = (word: string) =>
    lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.split(' ').slice(1))
  return {
    asked: of('asked').map(([id]) => id as RequestId),
    done: of('done').map(([id]) => id as RequestId),
    failed: of('failed').map(([id, outcome]) => ({
      requestId: id as RequestId,
      outcome: outcome ?? '',
    })),
    broken: of('broken').map((words) => words.join(' ')),
    lines,
  }
}

function notesFile(network: TestNetwork): string {
  return join(network.folder, 'notes.txt')
}
