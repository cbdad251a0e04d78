/**
 * A process that makes one backup and proves it, at a low priority, beside the server that asked for
 * it. Arguments: data folder, file. Prints one line of JSON, or the reason on stderr with exit 1.
 */
import { BackupError, makeBackup, yieldProcess } from '../storage/index.ts'

const [dataDirectory = '', file = ''] = process.argv.slice(2)
yieldProcess()
try {
  const { bytes, copyMs, proofMs, figures } = await makeBackup({ dataDirectory, file })
  process.stdout.write(JSON.stringify({ bytes, copyMs, proofMs, operations: figures.operations }))
} catch (error) {
  const text = error instanceof BackupError ? error.message : String(error)
  process.stderr.write(text)
  process.exitCode = 1
}
