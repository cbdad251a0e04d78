import { parseArgs } from 'node:util'
import { assertLedger, giveUpMove, moveLedger, StorageError } from '../server/storage/index.ts'
import { DATA_OPTION } from './data-folder.ts'
import { HELP } from './help.ts'
import { withoutPassword } from './postgres-advice.ts'

/**
 * `countermark move`: carries the ledger of a folder over to PostgreSQL while its server runs. Exit 0
 * when the target is the ledger (or, with --give-up, when the folder is it again); 1 with the reason,
 * and then it may be run again; 2 when the command line makes no sense.
 */
export async function runMove(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      data: DATA_OPTION,
      to: { type: 'string' },
      'give-up': { type: 'boolean', default: false },
      'target-lost': { type: 'boolean', default: false },
    },
  })
  const databaseUrl = values.to ?? process.env['COUNTERMARK_DATABASE_URL']
  if (!databaseUrl || !/^postgres(ql)?:\/\//.test(databaseUrl)) {
    console.error(`Name the target with --to or COUNTERMARK_DATABASE_URL.\n\n${HELP.move}`)
    return 2
  }
  const where = { dataDirectory: values.data, databaseUrl }
  await assertLedger({ dataDirectory: values.data })
  try {
    if (values['give-up']) {
      await giveUpMove({ ...where, isTargetLost: values['target-lost'] })
      console.log(`The move was given up: ${values.data} is the ledger.`)
      return 0
    }
    const moved = await moveLedger({ ...where, onProgress: (text) => console.error(text) })
    console.log(JSON.stringify(moved))
    console.error(
      `The ledger is in ${withoutPassword(databaseUrl)}. Start the server with --database-url and the ` +
        `same --data: the keys stay there. Then prove it: countermark verify --database-url URL`,
    )
    return 0
  } catch (error) {
    if (!(error instanceof StorageError)) throw error
    console.error(error.message)
    return 1
  }
}
