import { buildFrontEnds } from '../../commands/front-ends.ts'
import { ROOT } from '../../commands/run.ts'
import { createTillApp } from './app.ts'
import { HELP, readSettings, type TillSettings } from './options.ts'
import { createTill } from './till.ts'

/** The practice till as a program: builds its page when needed, prints its ready line, ends on SIGTERM. */
async function main(): Promise<void> {
  const settings = readSettings(process.argv.slice(2), process.env)
  if (settings === 'help') {
    console.log(HELP)
    return
  }
  await buildFrontEnds(['till'])
  await serve(settings)
}

async function serve(settings: TillSettings): Promise<void> {
  const { port, printer, tillNumber, shopName, currency } = settings
  const till = createTill({ tillNumber, shopName, currency, printer, nowMs: () => Date.now() })
  const app = await createTillApp(till, `${ROOT}dist/till`)
  const url = await app.listen({ host: '127.0.0.1', port })
  const stop = () => {
    app.close().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
  const readyPort = Number(new URL(url).port)
  const printerText = `${printer.host}:${printer.port}`
  console.log(
    JSON.stringify({ ready: true, url, port: readyPort, printer: printerText, tillNumber }),
  )
}

try {
  await main()
} catch (error) {
  console.error(`till: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}
