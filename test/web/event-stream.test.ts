import { describe, expect, it } from 'vitest'
import { createEventStreamParser } from '../../server/web/admin/api/event-stream.ts'
import { EVENT_CHARACTERS_MAX } from '../../server/web/admin/api/limits.ts'

const STREAM =
  ': welcome\n\nevent: operation\ndata: {"a":1}\n\nevent: devices\r\ndata:{}\r\n\r\ndata: one\rdata: two\r\rid: 4\nretry: 10\n\n'
const EVENTS = [
  { name: 'operation', data: '{"a":1}' },
  { name: 'devices', data: '{}' },
  { name: 'message', data: 'one\ntwo' },
]

describe('event stream', () => {
  it('in one piece: comments and events without data are none', () => {
    expect(createEventStreamParser().push(STREAM)).toEqual(EVENTS)
  })

  it('cut at every place, and in single characters: the same events', () => {
    for (let cut = 0; cut <= STREAM.length; cut += 1) {
      const parser = createEventStreamParser()
      const events = [...parser.push(STREAM.slice(0, cut)), ...parser.push(STREAM.slice(cut))]
      expect(events).toEqual(EVENTS)
    }
    const single = createEventStreamParser()
    expect([...STREAM].flatMap((character) => single.push(character))).toEqual(EVENTS)
  })

  it('empty pieces between a return and its line feed: one end of line', () => {
    const parser = createEventStreamParser()
    const events = ['data: x\r', '', '\n', '\r', '', '\n'].flatMap((piece) => parser.push(piece))
    expect(events).toEqual([{ name: 'message', data: 'x' }])
  })

  it('name of one event: not kept for the next', () => {
    const events = createEventStreamParser().push('event: devices\ndata: 1\n\ndata: 2\n\n')
    expect(events.map((event) => event.name)).toEqual(['devices', 'message'])
  })

  it('event never ended: not reported', () => {
    expect(createEventStreamParser().push('event: operation\ndata: {}\n')).toEqual([])
  })

  it('line without an end: dropped before it fills the memory, the next event is read', () => {
    const parser = createEventStreamParser()
    const piece = 'x'.repeat(10_000)
    for (let sent = 0; sent <= EVENT_CHARACTERS_MAX * 3; sent += piece.length) {
      expect(parser.push(sent === 0 ? `data: ${piece}` : piece)).toEqual([])
    }
    expect(parser.push('tail\n\ndata: next\n\n')).toEqual([{ name: 'message', data: 'next' }])
  })

  it('event of many lines above the limit: dropped whole', () => {
    const parser = createEventStreamParser()
    const line = `data: ${'y'.repeat(1_000)}\n`
    for (let sent = 0; sent <= EVENT_CHARACTERS_MAX; sent += 1_000) parser.push(line)
    expect(parser.push('\n')).toEqual([])
    expect(parser.push('data: next\n\n')).toEqual([{ name: 'message', data: 'next' }])
  })
})
