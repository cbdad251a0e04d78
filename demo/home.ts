import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import bwip from 'bwip-js/node'
import type { House, SampleCard } from './house.ts'
import { freshStationUrl } from './screen-client.ts'

/** The demo's own page: where everything is, who may sign in, and cards that can be scanned off the screen. */
export interface HomePage {
  readonly url: string
  /** Leads any browser to the station, as often as it likes: an address of the station itself works once. */
  readonly stationUrl: string
  readonly close: () => Promise<void>
}

/** Serves the page on loopback. It shows card numbers and PINs: example cards only. */
export async function openHomePage(house: House, port: number): Promise<HomePage> {
  const html = page(house)
  const server = createServer((request, response) => {
    if (request.url === STATION) {
      const location = freshStationUrl(house.stationDirectory)
      response.writeHead(302, { location, 'cache-control': 'no-store' }).end()
      return
    }
    const found = request.url === '/'
    response.writeHead(found ? 200 : 404, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    })
    response.end(found ? html : 'Not found')
  })
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const { port: bound } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${bound}`
  return { url: `${url}/`, stationUrl: `${url}${STATION}`, close: () => close(server) }
}

const STATION = '/station'

function close(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}

const STYLE = `
  body { font: 17px/1.5 system-ui, sans-serif; margin: 0; background: #f4f5f7; color: #14202e }
  main { max-width: 1000px; margin: 0 auto; padding: 32px 24px }
  h1 { margin: 0 0 4px; font-size: 30px } h2 { margin: 36px 0 12px; font-size: 20px }
  ul { list-style: none; padding: 0; display: grid; gap: 14px; margin: 0 }
  .places { grid-template-columns: repeat(auto-fit, minmax(min(420px, 100%), 1fr)) }
  .cards { grid-template-columns: repeat(auto-fit, minmax(290px, 1fr)) }
  li { background: #fff; border: 1px solid #d9dee5; border-radius: 12px; padding: 18px 20px }
  li p { margin: 4px 0; color: #4a5868 } a { color: #1d4f91; font-weight: 600 }
  .amount { font-size: 26px; font-weight: 700; color: #14202e }
  code { font: 15px ui-monospace, monospace; color: #14202e; overflow-wrap: anywhere } img { max-width: 100%; height: 70px; margin-top: 10px }
`

function page(house: House): string {
  const { operator, finance, apiKey } = house.network
  const places = [
    place('Station', STATION, 'the clerk’s screen at Main Street Bakery'),
    place('Till', house.tillUrl, 'ring a sale, pay it with Gift card'),
    place(
      'Admin',
      house.adminUrl,
      `sign in as ${operator.email}, password <code>${operator.password}</code>; to approve what Ana made as ` +
        `${finance.email}, password <code>${finance.password}</code>`,
    ),
    place('API', `${house.serverUrl}/v1/docs`, `with the key <code>${apiKey}</code>`),
  ]
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Countermark demo</title>
<style>${STYLE}</style></head><body><main><h1>Countermark demo</h1>
<p>Ring a sale on the till and pay it with Gift card. It appears on the station: scan or type a card, press SELECT.</p>
<h2>Places</h2><ul class="places">${places.join('')}</ul>
<h2>Sample cards</h2><ul class="cards">${house.cards.map(cardItem).join('')}</ul></main></body></html>`
}

function place(name: string, url: string, what: string): string {
  const shown = url.startsWith('/') ? '' : `<p><code>${url}</code></p>`
  return `<li><a href="${url}">${name}</a><p>${what}</p>${shown}</li>`
}

function cardItem({ number, pin, loadedMinor }: SampleCard): string {
  const cents = String(loadedMinor % 100).padStart(2, '0')
  const worth = loadedMinor === 0 ? 'not active yet' : `$${Math.floor(loadedMinor / 100)}.${cents}`
  const picture = (bcid: string) => {
    const svg = bwip.toSVG({
      bcid,
      text: number,
      scale: 2,
      ...(bcid === 'code128' ? { height: 10 } : {}),
    })
    return `<img alt="${bcid === 'code128' ? 'barcode' : 'QR code'}" src="data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}">`
  }
  return `<li><p class="amount">${worth}</p><p><code>${number.replace(/(.{4})(?=.)/g, '$1 ')}</code></p>
<p>PIN <code>${pin}</code></p>${picture('code128')} ${picture('qrcode')}</li>`
}
