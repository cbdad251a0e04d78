import { connect } from 'node:net'
import type { Page } from 'playwright-core'
import { openBrowser } from '../../demo/browser.ts'
import { FREE_PORTS, type House, openHouse } from '../../demo/house.ts'
import { openStationPage, type StationPage } from '../../demo/station-page.ts'
import type { Scale } from './scale.ts'
import { percentile, type Row, row } from './table.ts'
import type { FigureId } from './targets.ts'

/** The first rounds warm the caches and are not counted. */
const WARM_UP = 5

interface Samples {
  readonly scan: number[]
  readonly select: number[]
  readonly receipt: number[]
}

/**
 * The clerk's waiting times on loopback, taken inside the browser: from the last key of a scan to the
 * balance on the screen, from the click on SELECT to the word Approved, and from the receipt's last
 * byte to the payment on the screen.
 */
export async function measureScreen(folder: string, scale: Scale): Promise<Row[]> {
  const house = await openHouse(folder, { ports: FREE_PORTS })
  const browser = await openBrowser()
  try {
    const page = await browser.newPage({ viewport: { width: 1024, height: 768 }, locale: 'en-US' })
    await page.addInitScript(watchScreen)
    const station = await openStationPage(page, house.stationUrl)
    const [location] = house.network.locations
    if (!location) throw new Error('no location')
    const { link } = await house.admin.call('send-activation', { locationId: location.locationId })
    await station.activate(link ?? '', 'Bench')
    return rows(await measureRounds(house, station, scale.screenRounds))
  } finally {
    await browser.close()
    await house.close()
  }
}

async function measureRounds(house: House, station: StationPage, rounds: number): Promise<Samples> {
  const samples: Samples = { scan: [], select: [], receipt: [] }
  const number = house.cards[1]?.number ?? ''
  for (let round = 0; round < WARM_UP + rounds; round += 1) {
    const receipt = await measureReceipt(house, station.page, round)
    const scan = await measureMark(station.page, 'known', () => station.scan(number))
    const select = await measureMark(station.page, 'approved', () => station.select('$1.00'))
    if (round >= WARM_UP) {
      samples.receipt.push(receipt)
      samples.scan.push(scan)
      samples.select.push(select)
    }
    await station.press('Next customer')
    await station.waitForOutcome('idle')
  }
  return samples
}

/** Acts, then asks the page how long it was from the last input to the mark. */
async function measureMark(page: Page, mark: string, act: () => Promise<void>): Promise<number> {
  await page.evaluate(() => Reflect.get(window, 'clearMarks')())
  await act()
  await page.waitForFunction((name) => Reflect.get(window, 'marks')?.[name] !== undefined, mark)
  return page.evaluate((name) => {
    const marks = Reflect.get(window, 'marks') as Record<string, number>
    return (marks[name] ?? 0) - (marks['input'] ?? 0)
  }, mark)
}

async function measureReceipt(house: House, page: Page, round: number): Promise<number> {
  await page.evaluate(() => Reflect.get(window, 'clearMarks')())
  const sentAtMs = await printReceipt(house.printerPort, round)
  await page.waitForFunction(() => Reflect.get(window, 'marks')?.['waiting'] !== undefined)
  const shownAtMs = await page.evaluate(
    () => performance.timeOrigin + (Reflect.get(window, 'marks') as { waiting: number }).waiting,
  )
  return shownAtMs - sentAtMs
}

/** Prints a small receipt and resolves with the time (epoch ms) at which its last byte was sent. */
function printReceipt(port: number, round: number): Promise<number> {
  const text = `\x1b@BENCH SHOP\nReceipt: B${round}-${Date.now()}\nGoods  1.00\nTOTAL  1.00\nGIFT CARD  1.00\n\n\x1dV\x00`
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', reject)
    socket.resume()
    socket.write(Buffer.from(text, 'latin1'), () => {
      resolve(performance.timeOrigin + performance.now())
      socket.end()
    })
  })
}

function rows(samples: Samples): Row[] {
  return (['scan', 'select', 'receipt'] as const).flatMap((name) =>
    ([50, 95] as const).map((percent) => {
      const id: FigureId = `screen.${name}-p${percent}`
      const values = samples[name]
      return { ...row(id, values), median: percentile(values, percent) }
    }),
  )
}

/** Runs in the page: notes when the last input came and when each thing was painted. */
function watchScreen(): void {
  const state = window as unknown as { marks: Record<string, number>; clearMarks: () => void }
  state.marks = {}
  state.clearMarks = () => {
    state.marks = {}
  }
  const input = () => {
    state.marks['input'] = performance.now()
  }
  addEventListener('keydown', input, true)
  addEventListener('pointerdown', input, true)
  const look = () => {
    const note = (name: string, selector: string) => {
      if (state.marks[name] === undefined && document.querySelector(selector))
        state.marks[name] = performance.now()
    }
    note('known', '.card-zone .balance')
    note('approved', '[data-outcome="approved"]')
    note('waiting', '.payment')
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}
