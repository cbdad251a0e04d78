import { EVENT_CHARACTERS_MAX } from './limits.ts'

/** One server-sent event. `name` is `message` when the server gave none. */
export interface StreamEvent {
  readonly name: string
  readonly data: string
}

export interface EventStreamParser {
  /** Takes the next piece of the stream, cut anywhere, and returns the events that it completed. */
  readonly push: (piece: string) => StreamEvent[]
}

/**
 * Reads `text/event-stream` as the HTML standard defines it: lines end in LF, CR or CRLF, comments
 * start with a colon, an empty line ends an event, an event without data is none. An event larger
 * than {@link EVENT_CHARACTERS_MAX} is dropped whole.
 */
export function createEventStreamParser(): EventStreamParser {
  let rest = ''
  let endedInReturn = false
  let skippingLine = false
  let event = emptyEvent()

  const takeLine = (line: string): StreamEvent | undefined => {
    if (line !== '') {
      addField(event, line)
      return undefined
    }
    const done = event
    event = emptyEvent()
    if (done.tooLarge || done.data.length === 0) return undefined
    return { name: done.name, data: done.data.join('\n') }
  }

  const push = (piece: string): StreamEvent[] => {
    const text = endedInReturn && piece.startsWith('\n') ? piece.slice(1) : piece
    if (piece !== '') endedInReturn = piece.endsWith('\r')
    const lines = `${rest}${text}`.split(/\r\n|\r|\n/)
    rest = lines.pop() ?? ''
    const events: StreamEvent[] = []
    for (const line of lines) {
      const done = skippingLine ? undefined : takeLine(line)
      skippingLine = false
      if (done) events.push(done)
    }
    if (rest.length > EVENT_CHARACTERS_MAX) {
      event.tooLarge = true
      skippingLine = true
      rest = ''
    }
    return events
  }
  return { push }
}

interface Growing {
  name: string
  data: string[]
  size: number
  tooLarge: boolean
}

function emptyEvent(): Growing {
  return { name: 'message', data: [], size: 0, tooLarge: false }
}

function addField(event: Growing, line: string): void {
  const colon = line.indexOf(':')
  if (colon === 0) return
  const field = colon < 0 ? line : line.slice(0, colon)
  const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
  if (field === 'event') event.name = value
  if (field !== 'data') return
  event.size += value.length
  if (event.size > EVENT_CHARACTERS_MAX) {
    event.tooLarge = true
    event.data = []
  }
  if (!event.tooLarge) event.data.push(value)
}
