import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { DeviceId, NetworkId } from '../../src/contract/ids.ts'
import { ACTIVATION_PATH } from '../../src/contract/wire/activation.ts'
import type { ServerContext } from '../context.ts'
import { sendReply } from '../staff/index.ts'
import { activateDevice } from './activation.ts'
import { readDevice } from './known-devices.ts'
import { ACTIVATIONS_PER_MINUTE } from './limits.ts'

/** The door through which a new station comes in, and the page behind the link of its e-mail. */
export function registerDeviceRoutes(
  app: FastifyInstance,
  context: ServerContext,
  onDidActivate: (networkId: NetworkId) => void,
): void {
  const limit = { rateLimit: { max: ACTIVATIONS_PER_MINUTE, timeWindow: 60_000 } }
  app.post(ACTIVATION_PATH, { config: limit }, async (request, reply): Promise<FastifyReply> => {
    const answer = await activateDevice(context, request.body, request.ip)
    if (answer.ok) await tellActivated(context, answer.value.deviceId, onDidActivate)
    return sendReply(reply, answer)
  })
  registerActivationPage(app)
}

async function tellActivated(
  context: ServerContext,
  deviceId: DeviceId,
  onDidActivate: (networkId: NetworkId) => void,
): Promise<void> {
  const device = await readDevice(context, deviceId)
  if (device) onDidActivate(device.networkId)
}

const PAGE = path.join(import.meta.dirname, 'activation-page')
/** Draws the QR code in the page itself, so that the token stays there. */
const CODE_SCRIPT = path.join(
  path.dirname(createRequire(import.meta.url).resolve('bwip-js')),
  'bwip-js-min.js',
)

function registerActivationPage(app: FastifyInstance): void {
  const files = [
    { url: '/activate', file: path.join(PAGE, 'page.html'), type: 'text/html; charset=utf-8' },
    { url: '/activate/page.css', file: path.join(PAGE, 'page.css'), type: 'text/css' },
    { url: '/activate/page.js', file: path.join(PAGE, 'page.js'), type: 'text/javascript' },
    { url: '/activate/code.js', file: CODE_SCRIPT, type: 'text/javascript' },
  ]
  for (const { url, file, type } of files) {
    app.get(url, (_, reply) => {
      reply.header('content-type', type).header('cache-control', 'no-cache')
      return reply.send(fs.createReadStream(file))
    })
  }
}
