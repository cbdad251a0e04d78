import { assertNever } from '../../../../contract/parse.ts'
import type { Blocks } from './command-length.ts'
import { beginsWith, CONTROL, type Language, type Mode, PREFIX, STRAY, TEXT } from './language.ts'
import { CODE_BYTES_MAX, LOGO_BYTES_MAX, WAITING_BYTES_MAX } from './limits.ts'

/** Where the pieces of a printer's stream go, in the order of the stream. */
export interface TokenSink {
  /** Bytes to print, in the code page of the moment: those from `from` to before `to`. */
  readonly text: (bytes: Uint8Array, from: number, to: number) => void
  /** HT, LF, FF, CR or another single byte that the language names. */
  readonly control: (byte: number) => void
  /** A whole command: its first bytes (long payloads are cut) and its real length. */
  readonly command: (bytes: readonly number[], length: number) => void
  /** DLE EOT n, also when it stands inside other data: printers answer it anywhere. */
  readonly statusAsked: (n: number) => void
  /** Bytes that no table explains were skipped. */
  readonly unknown: () => void
}

export interface Tokens {
  /** Takes the next bytes, cut anywhere. Never throws unless the sink does. */
  readonly push: (bytes: Uint8Array) => void
  /** True between the first and the last byte of a command. */
  readonly isInside: () => boolean
  /** True while it is open what a byte meant; text that follows waits for it. */
  readonly isWaiting: () => boolean
  /** Nothing more comes for now: what waits is let go. */
  readonly settle: () => void
  /** Gives up a command that will never be whole. */
  readonly abandon: () => void
}

const DLE = 0x10
const ESC = 0x1b
const SELECT_PERIPHERAL = 0x3d
const BOLD_ON = 0x45
const BOLD_OFF = 0x46
/** Bytes kept of commands whose payload says nothing to us. */
const OTHER_BYTES_KEPT = 16

interface State {
  readonly language: Language
  readonly sink: TokenSink
  mode: Mode
  /** The command so far; empty on the ground. Only the first bytes when it is long. */
  head: number[]
  /** Bytes of the command still to come once its length is known. */
  left: number
  length: number
  keep: number
  /** Look at the length again when the head has so many bytes. */
  lookAt: number
  /** Blocks that follow: define characters, NV logos. */
  blocks: Blocks | null
  /** What the command that is being read will leave behind. */
  nextBlocks: Blocks | null
  /** ESC = chose the customer's display: nothing here is for the printer. */
  display: boolean
  /** Whether ESC E takes a value with this sender, as the last of its commands told. */
  takesValue: boolean
  /** What came after an ESC E whose value may be text; null when nothing waits. */
  waiting: number[] | null
  /** The last two bytes seen inside data or display text. */
  before: [number, number]
}

/** Splits a stream into text, controls and commands; holds at most one command's head. */
export function createTokens(language: Language, sink: TokenSink): Tokens {
  const state: State = {
    ...{ language, sink, mode: language.plain, head: [], left: 0, length: 0, keep: 0, lookAt: 0 },
    ...{ blocks: null, nextBlocks: null, display: false, before: [0, 0] },
    ...{ takesValue: true, waiting: null },
  }
  return {
    push: (bytes) => {
      let at = 0
      while (at < bytes.length) at = step(state, bytes, at)
    },
    isInside: () => state.head.length > 0 || state.blocks !== null,
    isWaiting: () => state.waiting !== null,
    settle: () => letGo(state, state.takesValue),
    abandon: () => {
      letGo(state, state.takesValue)
      state.head = []
      state.left = 0
      state.blocks = null
      state.mode = language.plain
    },
  }
}

/** Takes what stands at that place, one byte or more; gives the place that comes next. */
function step(state: State, bytes: Uint8Array, at: number): number {
  if (state.waiting) wait(state, state.waiting, bytes[at] ?? 0)
  else if (state.display) watchDisplay(state, bytes[at] ?? 0)
  else if (state.left > 0) return inPayload(state, bytes, at)
  else if (state.blocks) inBlockHead(state, state.blocks, bytes[at] ?? 0)
  else if (state.head.length > 0) inHead(state, bytes[at] ?? 0)
  else return onGround(state, bytes, at)
  return at + 1
}

function onGround(state: State, bytes: Uint8Array, at: number): number {
  const { kinds } = state.mode
  const byte = bytes[at] ?? 0
  const kind = kinds[byte]
  if (kind === TEXT) {
    let end = at + 1
    while (end < bytes.length && kinds[bytes[end] ?? 0] === TEXT) end += 1
    state.sink.text(bytes, at, end)
    return end
  }
  if (kind === PREFIX) {
    state.head = [byte]
    state.lookAt = 2
  } else if (kind === CONTROL) state.sink.control(byte)
  else if (kind === STRAY) state.sink.unknown()
  return at + 1
}

/** Display text is another device's language: only ESC = (and a status question) is looked for. */
function watchDisplay(state: State, byte: number): void {
  const [first, second] = state.before
  noteStatusQuestion(state, byte)
  if (first !== ESC || second !== SELECT_PERIPHERAL) return
  state.display = (byte & 1) === 0
  state.sink.command([ESC, SELECT_PERIPHERAL, byte], 3)
}

function noteStatusQuestion(state: State, byte: number): void {
  const { before } = state
  if (before[0] === DLE && before[1] === 0x04 && isStatusKind(byte)) state.sink.statusAsked(byte)
  before[0] = before[1]
  before[1] = byte
}

function isStatusKind(n: number): boolean {
  return (n >= 1 && n <= 4) || n === 7 || n === 8 || n === 18
}

function inPayload(state: State, bytes: Uint8Array, at: number): number {
  const end = Math.min(bytes.length, at + state.left)
  const kept = Math.min(end, at + state.keep - state.head.length)
  for (let index = at; index < kept; index += 1) state.head.push(bytes[index] ?? 0)
  for (let index = at; index < end; index += 1) noteStatusQuestion(state, bytes[index] ?? 0)
  state.left -= end - at
  if (state.left === 0) finish(state)
  return end
}

function inHead(state: State, byte: number): void {
  state.head.push(byte)
  if (state.head.length < state.lookAt) return
  const found = state.mode.lengthOf(state.head)
  switch (found.kind) {
    case 'more':
      state.lookAt = found.bytes
      break
    case 'total':
      state.nextBlocks = found.blocks
      begin(state, found.bytes)
      break
    case 'over':
      withoutNewest(state, byte)
      break
    case 'either':
      state.waiting = []
      break
    case 'unknown': {
      const rest = state.head.slice(found.bytes)
      state.head = []
      state.sink.unknown()
      readAgain(state, rest)
      break
    }
    default:
      assertNever(found)
  }
}

function withoutNewest(state: State, byte: number): void {
  state.head.pop()
  state.nextBlocks = null
  begin(state, state.head.length)
  readAgain(state, [byte])
}

/**
 * `ESC E 1 2 . 5 0` is bold and 2.50, or bold and 12.50 where the command takes no value. The next
 * command tells: ESC F ends bold of the second kind, another ESC E that of the first.
 */
function wait(state: State, waiting: number[], byte: number): void {
  const before = waiting.at(-1)
  waiting.push(byte)
  const isCommand = before !== undefined && state.mode.kinds[before] === PREFIX
  if (isCommand && before === ESC && byte === BOLD_OFF) letGo(state, false)
  else if (isCommand && before === ESC && byte === BOLD_ON) letGo(state, true)
  else if (isCommand || waiting.length >= WAITING_BYTES_MAX) letGo(state, state.takesValue)
}

function letGo(state: State, takesValue: boolean): void {
  const { waiting, head } = state
  if (waiting === null) return
  state.waiting = null
  state.takesValue = takesValue
  const digit = head.at(-1) ?? 0
  state.nextBlocks = null
  if (!takesValue) head.pop()
  begin(state, head.length)
  readAgain(state, takesValue ? waiting : [digit, ...waiting])
}

/** Bytes that were taken for a part of a command and are what follows it. */
function readAgain(state: State, rest: readonly number[]): void {
  const bytes = Uint8Array.from(rest)
  let at = 0
  while (at < bytes.length) at = step(state, bytes, at)
}

function begin(state: State, total: number): void {
  state.length = total
  state.left = total - state.head.length
  const isCode = state.language.codes.some((code) => beginsWith(state.head, code))
  state.keep = isCode ? CODE_BYTES_MAX + OTHER_BYTES_KEPT : OTHER_BYTES_KEPT
  state.before = [0, 0]
  if (state.left <= 0) finish(state)
}

function finish(state: State): void {
  const { head, length } = state
  state.head = []
  state.left = 0
  if (state.blocks) {
    const { left, bytesHigh } = state.blocks
    state.blocks = left > 1 ? { left: left - 1, bytesHigh } : null
  } else if (head[0] === DLE && head[1] === 0x04) state.sink.statusAsked(head[2] ?? 0)
  else {
    noteBold(state, head)
    choosePeripheral(state, head)
    chooseMode(state, head)
    state.blocks = state.nextBlocks
    state.sink.command(head, length)
  }
}

/** An ESC E that leaves no doubt speaks for the next that does. */
function noteBold(state: State, head: readonly number[]): void {
  if (head[0] !== ESC) return
  if (head[1] === BOLD_ON) state.takesValue = head.length > 2
  else if (head[1] === BOLD_OFF) state.takesValue = false
}

/** ESC = n: bit 0 is the printer; without it everything goes to the customer's display. */
function choosePeripheral(state: State, head: readonly number[]): void {
  if (head[0] !== ESC || head[1] !== SELECT_PERIPHERAL) return
  state.display = ((head[2] ?? 1) & 1) === 0
  state.before = [0, 0]
}

function chooseMode(state: State, head: readonly number[]): void {
  const { raster, plain } = state.language
  if (raster === null) return
  if (beginsWith(head, raster.enter)) state.mode = raster
  else if (beginsWith(head, raster.leave)) state.mode = plain
}

/** A character has one byte for its width; a logo two for each side, in units of 8 dots. */
function inBlockHead(state: State, blocks: Blocks, byte: number): void {
  state.head.push(byte)
  const { bytesHigh } = blocks
  if (bytesHigh === null && state.head.length < 4) return
  const [a = 0, b = 0, c = 0, d = 0] = state.head
  const size = bytesHigh === null ? 8 * (a + 256 * b) * (c + 256 * d) : bytesHigh * a
  begin(state, state.head.length + Math.min(size, LOGO_BYTES_MAX))
}
