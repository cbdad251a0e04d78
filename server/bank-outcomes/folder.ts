import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { NetworkId } from '../../src/contract/ids.ts'
import type { ServerContext } from '../context.ts'
import { type Background, startBackground } from '../load/index.ts'
import { ANSWER_FILE_BYTES_MAX, FOLDER_LOOK_EVERY_MS, FOLDER_SETTLED_MS } from './limits.ts'
import { takeFile } from './taking.ts'

/** Where files go that were taken, and where those that are broken. */
const TAKEN = 'taken'
const REFUSED = 'refused'

/**
 * Takes what a bank's programme puts into a folder: in a subfolder named by the id of its network, or,
 * where there is one network only, in the folder itself. A file is taken once it was left alone for a
 * moment, then moved into `taken`, or into `refused` with its broken rules beside it.
 */
export function watchFolder(
  context: ServerContext,
  folder: string,
  onDidTake: () => void,
): Background {
  return startBackground({
    log: context.log,
    what: 'the folder of bank answers',
    lookEveryMs: FOLDER_LOOK_EVERY_MS,
    step: async ({ isClosing }) => {
      for (const [networkId, place] of await placesOf(context, folder)) {
        for (const name of await settledFiles(place)) {
          if (isClosing()) return false
          // One that cannot be read, or that another server put away, holds up no other.
          await takeFrom(context, { networkId, place, name }).catch((error: unknown) =>
            context.log.error({ err: error, name }, 'a file of a bank could not be taken'),
          )
          onDidTake()
        }
      }
      return false
    },
  })
}

async function placesOf(
  { database }: ServerContext,
  folder: string,
): Promise<readonly (readonly [NetworkId, string])[]> {
  const rows = await database.read.selectFrom('network').select('id').orderBy('id').execute()
  const own = rows.map(({ id }) => [id as NetworkId, path.join(folder, id)] as const)
  const [only] = rows
  return rows.length === 1 && only ? [...own, [only.id as NetworkId, folder]] : own
}

/** Names of the files that nobody writes to any more; none where the folder is not there. */
async function settledFiles(place: string): Promise<readonly string[]> {
  const entries = await readdir(place, { withFileTypes: true }).catch(() => [])
  const names = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
  const settled: string[] = []
  for (const { name } of names) {
    const facts = await stat(path.join(place, name)).catch(() => undefined)
    if (facts && Date.now() - facts.mtimeMs >= FOLDER_SETTLED_MS) settled.push(name)
  }
  return settled.sort()
}

interface Found {
  readonly networkId: NetworkId
  readonly place: string
  readonly name: string
}

async function takeFrom(context: ServerContext, found: Found): Promise<void> {
  const { networkId, place, name } = found
  const file = path.join(place, name)
  const { size } = await stat(file)
  if (size > ANSWER_FILE_BYTES_MAX) {
    const message = `The file is larger than ${ANSWER_FILE_BYTES_MAX} bytes. Have it sent in parts.`
    await putAway(found, REFUSED, [{ rule: 'too-large', line: 0, message }])
    return
  }
  const bytes = await readFile(file)
  const taken = await takeFile(context, { networkId, name, bytes, actor: 'system', ip: null })
  if (taken.outcome === 'refused') {
    context.log.warn({ name, problems: taken.problems.length }, 'a file of a bank is broken')
    await putAway(found, REFUSED, taken.problems)
  } else await putAway(found, TAKEN, [])
}

/** Never over another one: banks use their names again. */
async function putAway(
  { place, name }: Found,
  where: string,
  problems: readonly object[],
): Promise<void> {
  const folder = path.join(place, where)
  await mkdir(folder, { recursive: true })
  const isThere = await stat(path.join(folder, name)).then(
    () => true,
    () => false,
  )
  const free = isThere ? `${Date.now()}-${name}` : name
  if (problems.length > 0)
    await writeFile(path.join(folder, `${free}.problems.json`), JSON.stringify(problems, null, 2))
  await rename(path.join(place, name), path.join(folder, free))
}
