import type { FastifyInstance, FastifyReply } from 'fastify'
import { DOOR_ROLES } from '../../src/contract/admin/roles.ts'
import { ADMIN_EVENTS_PATH } from '../../src/contract/admin/table.ts'
import type { OperationLine } from '../../src/contract/admin/views.ts'
import type { NetworkId } from '../../src/contract/ids.ts'
import { failed } from '../../src/contract/refusals.ts'
import type { ServerContext } from '../context.ts'
import {
  EVENT_STREAM_BACKLOG_BYTES_MAX,
  EVENT_STREAM_BEAT_MS,
  EVENT_STREAMS_MAX,
} from './limits.ts'
import { requireStaff, sendReply } from './session-cookie.ts'

/** What the admin's pages hear without asking: one stream a page, each only its own network. */
export interface AdminEvents {
  readonly publishOperation: (networkId: NetworkId, line: OperationLine) => void
  /** A list of devices or activations changed; the pages read it again. */
  readonly publishDevices: (networkId: NetworkId) => void
  /** True when nobody of this network, or nobody at all, listens: then nothing need be made. */
  readonly isQuiet: (networkId?: NetworkId) => boolean
  readonly register: (app: FastifyInstance) => void
  /** Ends every stream and opens no more, so that the server can close. */
  readonly close: () => void
}

interface Stream {
  readonly networkId: NetworkId
  readonly reply: FastifyReply
}

export function createAdminEvents(context: ServerContext): AdminEvents {
  const streams = new Set<Stream>()
  let isClosed = false

  const publish = (networkId: NetworkId, text: string): void => {
    for (const stream of streams) if (stream.networkId === networkId) write(stream, text)
  }
  const write = ({ reply }: Stream, text: string): void => {
    if (reply.raw.writableLength > EVENT_STREAM_BACKLOG_BYTES_MAX) reply.raw.destroy()
    else reply.raw.write(text)
  }

  return {
    publishOperation: (networkId, line) =>
      publish(networkId, `event: operation\ndata: ${JSON.stringify(line)}\n\n`),
    publishDevices: (networkId) => publish(networkId, 'event: devices\ndata: {}\n\n'),
    isQuiet: (networkId) =>
      streams.size === 0 ||
      (networkId !== undefined && ![...streams].some((stream) => stream.networkId === networkId)),
    close: () => {
      isClosed = true
      for (const { reply } of streams) reply.raw.end()
    },
    register: (app) => {
      // Open as long as its page is: bounded by its own number.
      const config = { load: 'none' as const }
      app.get(ADMIN_EVENTS_PATH, { config }, async (request, reply): Promise<FastifyReply> => {
        const who = await requireStaff(context, request, DOOR_ROLES['listen-events'], 'watch')
        if (!who.ok) return sendReply(reply, who)
        if (isClosed || streams.size >= EVENT_STREAMS_MAX)
          return sendReply(reply, failed('UNAVAILABLE'))
        // Gone while we looked: no close will come to clean up after it.
        if (reply.raw.destroyed) return reply.hijack()
        const stream = { networkId: who.value.networkId, reply }
        open(stream)
        streams.add(stream)
        // A session that was revoked or ran out stops hearing at the next beat.
        const beat = setInterval(async () => {
          const still = await requireStaff(
            context,
            request,
            DOOR_ROLES['listen-events'],
            'watch',
          ).catch(() => undefined)
          if (still?.ok === true) write(stream, ':\n\n')
          else reply.raw.end()
        }, EVENT_STREAM_BEAT_MS)
        reply.raw.on('close', () => {
          clearInterval(beat)
          streams.delete(stream)
        })
        return reply
      })
    },
  }
}

/** From here on the stream is ours, not the framework's. */
function open({ reply }: Stream): void {
  reply.hijack()
  reply.raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
  })
  reply.raw.write('retry: 3000\n\n')
}
