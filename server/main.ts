import { ConfigError, readConfig, type ServerConfig } from './config.ts'
import { KEYS_VARIABLE } from './key-source.ts'
import { KeyFileError } from './keys.ts'
import { BROKEN_CLOSE_MS } from './limits.ts'
import { startServer } from './server.ts'
import { errorText, isDiskFault, StorageError } from './storage/index.ts'
import { setV8Flags } from './v8-flags.ts'

/** The process: settings in, one ready line out, and an orderly end on SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const reading = readConfig(process.argv.slice(2), process.env)
  if (reading.kind === 'help') {
    process.stdout.write(reading.text)
    return
  }
  // Whatever is started from here does not need them.
  delete process.env[KEYS_VARIABLE]
  setV8Flags()
  await run(reading.config)
}

async function run(config: ServerConfig): Promise<void> {
  const server = await startServer(config)
  const { log } = server.context
  const stop = (signal: NodeJS.Signals): void => {
    log.info({ signal }, 'asked to stop')
    server.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.fatal({ err: error }, 'could not stop in order')
        process.exit(1)
      },
    )
  }
  server.broken.then((error) => {
    log.fatal(
      `the ledger cannot go on, so this process ends and has to be started again: ${error.message}`,
    )
    setTimeout(() => process.exit(1), BROKEN_CLOSE_MS).unref()
    const end = () => process.exit(1)
    server.close().then(end, end)
  })
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
  const { url, adminUrl, port } = server
  process.stdout.write(`${JSON.stringify({ ready: true, url, adminUrl, port })}\n`)
}

/** A sentence for what a person can mend; everything else with its origin. */
function explain(error: unknown): string {
  const known =
    error instanceof ConfigError || error instanceof KeyFileError || error instanceof StorageError
  if (known) return error.message
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return 'The port is in use. Stop the other program, or choose another with --port.'
  }
  if (isDiskFault(error))
    return `The disk refused a file of the database (${errorText(error)}). Check the disk, its space and who may write to the folder; then start again.`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

main().catch((error: unknown) => {
  // A process that neither serves nor ends is one that nobody starts again: whatever a start that
  // failed has left open ends here.
  process.stderr.write(`${explain(error)}\n`, () => process.exit(1))
})
