import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { databaseFile, findDamage } from '../server/storage/index.ts'
import { DATA_OPTION } from './data-folder.ts'

/**
 * `countermark integrity [--data DIR | --file FILE]`: looks at every page and index of the file, beside
 * a running server. Exit 0 when it is sound, 1 with the first problem, 2 when there is none.
 */
export async function runIntegrity(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: { data: DATA_OPTION, file: { type: 'string' } },
  })
  const file = values.file ?? databaseFile(values.data)
  if (!existsSync(file)) {
    console.error(`There is no database ${file}. Name the server's folder with --data DIR.`)
    return 2
  }
  const problem = findDamage(file)
  if (problem === null) {
    console.log(`${file} is sound.`)
    return 0
  }
  console.error(
    `${file} is damaged: ${problem}\nStop the server, keep the file aside, and put the newest backup in ` +
      'its place: countermark restore --from BACKUP --data DIR --force',
  )
  return 1
}
