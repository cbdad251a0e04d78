import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { reportBooks } from '../commands/books.ts'
import { buildFrontEnds, FRONT_END_NAMES } from '../commands/front-ends.ts'
import { prepareMachine } from '../commands/machine.ts'
import { currency, decimalText, minor } from '../src/contract/money.ts'
import { type HomePage, openHomePage } from './home.ts'
import { FIXED_PORTS, FREE_PORTS, type House, openHouse } from './house.ts'
import { activateByScreen } from './screen-client.ts'
import { playStory } from './story.ts'

const HELP = `npm run demo                 server, example network, kiosk station and till; Ctrl+C ends it
npm run demo -- --script     the whole story without a person, then the books

  --free-ports   any free ports instead of 4600 to 4603 and 9100
`

/** The page with the links; beside the till's port. */
const HOME_PORT = 4603

const { values } = parseArgs({
  options: {
    script: { type: 'boolean', default: false },
    'free-ports': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

if (values.help) console.log(HELP)
else process.exitCode = await main()

async function main(): Promise<number> {
  if (values.script && !(await prepareMachine())) return 1
  await buildFrontEnds(FRONT_END_NAMES)
  const folder = mkdtempSync(join(tmpdir(), 'countermark-demo-'))
  try {
    return await (values.script ? script(folder) : live(folder))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function script(folder: string): Promise<number> {
  const house = await openHouse(folder, { ports: FREE_PORTS })
  let step = 0
  const tell = (text: string) => {
    step += 1
    console.log(`${String(step).padStart(3)}  ${text}`)
  }
  const tally = await playStory(house, tell).catch(async (error: unknown) => {
    // What went wrong in the story matters more than how the programs ended after it.
    await house.close().catch(() => undefined)
    throw error
  })
  await house.close()
  const proof = await reportBooks(house.serverDirectory, tally)
  console.log(`\n${proof.text}`)
  return proof.isRight ? 0 : 1
}

async function live(folder: string): Promise<number> {
  const ports = values['free-ports'] ? FREE_PORTS : FIXED_PORTS
  const house = await openHouse(folder, { ports })
  await activateByScreen(house)
  const home = await openHomePage(house, values['free-ports'] ? 0 : HOME_PORT)
  console.log(welcome(house, home))
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve)
    process.once('SIGTERM', resolve)
  })
  console.log('\nstopping…')
  await home.close()
  await house.close()
  return 0
}

function welcome(house: House, home: HomePage): string {
  const { operator, finance } = house.network
  const cards = house.cards.map(({ number, pin, loadedMinor }) => {
    const worth =
      loadedMinor === 0
        ? 'not active'
        : `${decimalText(minor(loadedMinor), currency(house.network.currency))} USD`
    return `    ${number}   PIN ${pin}   ${worth}`
  })
  return `
Countermark is running. Everything is on one page: ${home.url}

  Station   ${home.stationUrl}
            the clerk's screen at Main Street Bakery
  Till      ${house.tillUrl}
            ring a sale and pay it with Gift card
  Admin     ${house.adminUrl}
            ${operator.email}   password ${operator.password}
            ${finance.email}   password ${finance.password}, to approve what Ana made
  API       ${house.serverUrl}/v1/docs
            key ${house.network.apiKey}

  Cards
${cards.join('\n')}

Ctrl+C stops it; the example is thrown away.`
}
