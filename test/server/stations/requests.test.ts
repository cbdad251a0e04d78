import { describe, expect, test, vi } from 'vitest'
import type { ServerContext, StationDevice, StationHandlers } from '../../../server/context.ts'
import { createLoad } from '../../../server/load/index.ts'
import { createLog } from '../../../server/log.ts'
import { createRequests } from '../../../server/stations/requests.ts'
import { failed, success } from '../../../src/contract/refusals.ts'
import type { RequestFrame } from '../../../src/contract/wire/frames.ts'

const lines: string[] = []
const context = {
  nowMs: Date.now,
  log: createLog('debug', { write: (line) => void lines.push(line) }),
} as ServerContext
const device = { deviceCode: 'K7QM-4T2X' } as StationDevice

const never = () => new Promise<never>(() => undefined)
const broken = () => Promise.reject(new Error('card 9970011234567890123 is broken'))

function handlers(run: () => Promise<never>): StationHandlers {
  return {
    ...{ 'card-inquire': run, 'card-lookup': run, redeem: run, void: run, refund: run },
    ...{ 'operation-inquire': run, 'pos-payments': run },
    'report-exceptions': run,
  }
}

const READ = frame('operation-inquire', { requestId: 'r1' })
const WRITE = frame('void', {
  ...{ requestId: 'v1', originalRequestId: 'r1', reason: 'undo', stationTimeMs: 1 },
})

function frame(name: string, params: unknown): RequestFrame {
  return { type: 'request', seq: 1, id: 1, name, params }
}

describe('station requests', () => {
  test('a handler that never answers: a write is unknown, a read was not done', async () => {
    vi.useFakeTimers()
    try {
      const requests = createRequests({ context, handlers: handlers(never), load: createLoad() })
      const answers = [requests.answer(device, WRITE), requests.answer(device, READ)]
      expect(requests.count()).toBe(2)
      await vi.advanceTimersByTimeAsync(7_000)
      expect(await Promise.all(answers)).toEqual([failed('TIMEOUT_UNKNOWN'), failed('UNAVAILABLE')])
      expect(requests.count()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })

  test('a handler that breaks: an answer without its text, and a log without its number', async () => {
    const requests = createRequests({ context, handlers: handlers(broken), load: createLoad() })
    expect(await requests.answer(device, WRITE)).toEqual(failed('INTERNAL'))
    expect(await requests.answer(device, READ)).toEqual(failed('UNAVAILABLE'))
    const logged = lines.join('')
    expect(logged).toContain('is broken')
    expect(logged).toContain('•••• 0123')
    expect(logged).not.toContain('9970011234567890123')
  })

  test('more under way than allowed: the next is told to wait, a heartbeat is not', async () => {
    const requests = createRequests({ context, handlers: handlers(never), load: createLoad() })
    for (let count = 0; count < 64; count += 1) void requests.answer(device, READ)
    expect(await requests.answer(device, READ)).toMatchObject({ error: { code: 'RATE_LIMITED' } })
    const beat = frame('heartbeat', { stationTimeMs: 1, waitingOperations: 0 })
    expect(await requests.answer(device, beat)).toEqual(
      success({ serverTimeMs: expect.any(Number) }),
    )
  })
})
