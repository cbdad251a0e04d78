import { assertNever } from '../../../../contract/parse.ts'
import { commandLength } from './command-length.ts'
import { CODE_BYTES_MAX } from './limits.ts'

/** Where the pieces of an ESC/POS stream go, in the order of the stream. */
export interface TokenSink {
  /** A byte to print, in the code page of the moment. */
  readonly text: (byte: number) => void
  /** HT, LF, FF, CR or CAN. */
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
  /** Gives up a command that will never be whole. */
  readonly abandon: () => void
}

const DLE = 0x10
const ESC = 0x1b
const PREFIXES = new Set([DLE, ESC, 0x1c, 0x1d])
const PRINTED_CONTROLS = new Set([0x09, 0x0a, 0x0c, 0x0d, 0x18])
const SELECT_PERIPHERAL = 0x3d
/** Bytes kept of commands whose payload says nothing to us. */
const OTHER_BYTES_KEPT = 16

interface State {
  /** The command so far; empty on the ground. Only the first bytes when it is long. */
  head: number[]
  /** Bytes of the command still to come once its length is known. */
  left: number
  length: number
  keep: number
  /** Look at the length again when the head has so many bytes. */
  lookAt: number
  /** Blocks that follow: define characters, NV logos. */
  blocks: { left: number; bytesHigh: number | null } | null
  /** ESC = chose the customer's display: nothing here is for the printer. */
  display: boolean
  /** The last two bytes seen inside data or display text. */
  before: [number, number]
}

/** Splits an ESC/POS stream into text, controls and commands; holds at most one command's head. */
export function createTokens(sink: TokenSink): Tokens {
  const state: State = {
    head: [],
    left: 0,
    length: 0,
    keep: 0,
    lookAt: 0,
    blocks: null,
    display: false,
    before: [0, 0],
  }
  return {
    push: (bytes) => {
      for (const byte of bytes) step(state, sink, byte)
    },
    isInside: () => state.head.length > 0 || state.blocks !== null,
    abandon: () => {
      state.head = []
      state.left = 0
      state.blocks = null
    },
  }
}

function step(state: State, sink: TokenSink, byte: number): void {
  if (state.display) watchDisplay(state, sink, byte)
  else if (state.left > 0) inPayload(state, sink, byte)
  else if (state.blocks) inBlockHead(state, sink, byte)
  else if (state.head.length > 0) inHead(state, sink, byte)
  else onGround(state, sink, byte)
}

function onGround(state: State, sink: TokenSink, byte: number): void {
  if (PREFIXES.has(byte)) {
    state.head = [byte]
    state.lookAt = 2
  } else if (PRINTED_CONTROLS.has(byte)) sink.control(byte)
  else if (byte >= 0x20) sink.text(byte)
  else if (byte === 0x1f) sink.unknown()
}

/** Display text is another device's language: only ESC = (and a status question) is looked for. */
function watchDisplay(state: State, sink: TokenSink, byte: number): void {
  const [first, second] = state.before
  noteStatusQuestion(state, sink, byte)
  if (first !== ESC || second !== SELECT_PERIPHERAL) return
  state.display = (byte & 1) === 0
  sink.command([ESC, SELECT_PERIPHERAL, byte], 3)
}

function noteStatusQuestion(state: State, sink: TokenSink, byte: number): void {
  const [first, second] = state.before
  if (first === DLE && second === 0x04 && isStatusKind(byte)) sink.statusAsked(byte)
  state.before = [second, byte]
}

function isStatusKind(n: number): boolean {
  return (n >= 1 && n <= 4) || n === 7 || n === 8 || n === 18
}

function inPayload(state: State, sink: TokenSink, byte: number): void {
  noteStatusQuestion(state, sink, byte)
  if (state.head.length < state.keep) state.head.push(byte)
  state.left -= 1
  if (state.left === 0) finish(state, sink)
}

function inHead(state: State, sink: TokenSink, byte: number): void {
  state.head.push(byte)
  if (state.head.length < state.lookAt) return
  const found = commandLength(state.head)
  switch (found.kind) {
    case 'more':
      state.lookAt = found.bytes
      break
    case 'total':
      begin(state, sink, found.bytes)
      break
    case 'over': {
      const overran = state.head.pop() ?? 0
      begin(state, sink, state.head.length)
      step(state, sink, overran)
      break
    }
    case 'unknown':
      skipUnknown(state, sink, found.bytes)
      break
    default:
      assertNever(found)
  }
}

/** Skips the unknown bytes; what was read beyond them is read again as what follows. */
function skipUnknown(state: State, sink: TokenSink, bytes: number): void {
  const rest = state.head.slice(bytes)
  state.head = []
  sink.unknown()
  for (const byte of rest) step(state, sink, byte)
}

function begin(state: State, sink: TokenSink, total: number): void {
  state.length = total
  state.left = total - state.head.length
  state.keep = keepsPayload(state.head) ? CODE_BYTES_MAX + OTHER_BYTES_KEPT : OTHER_BYTES_KEPT
  state.before = [0, 0]
  if (state.left <= 0) finish(state, sink)
}

/** GS k, GS ( k and ESC ( k carry what a scanner would read. */
function keepsPayload(head: readonly number[]): boolean {
  return head[1] === 0x6b || (head[1] === 0x28 && head[2] === 0x6b)
}

function finish(state: State, sink: TokenSink): void {
  const { head, length } = state
  state.head = []
  state.left = 0
  if (state.blocks) {
    state.blocks.left -= 1
    if (state.blocks.left <= 0) state.blocks = null
  } else if (head[0] === DLE && head[1] === 0x04) sink.statusAsked(head[2] ?? 0)
  else {
    choosePeripheral(state, head)
    state.blocks = blocksAfter(head)
    sink.command(head, length)
  }
}

/** ESC = n: bit 0 is the printer; without it everything goes to the customer's display. */
function choosePeripheral(state: State, head: readonly number[]): void {
  if (head[0] !== ESC || head[1] !== SELECT_PERIPHERAL) return
  state.display = ((head[2] ?? 1) & 1) === 0
  state.before = [0, 0]
}

/** ESC & y c1 c2: one block a character; FS q n: one block a logo. */
function blocksAfter(head: readonly number[]): State['blocks'] {
  const [prefix, second, third = 0, fourth = 0, fifth = 0] = head
  if (prefix === ESC && second === 0x26) {
    return fifth >= fourth ? { left: fifth - fourth + 1, bytesHigh: third } : null
  }
  if (prefix === 0x1c && second === 0x71) return third > 0 ? { left: third, bytesHigh: null } : null
  return null
}

/** A character has one byte for its width; a logo two for each side, in units of 8 dots. */
function inBlockHead(state: State, sink: TokenSink, byte: number): void {
  state.head.push(byte)
  const bytesHigh = state.blocks?.bytesHigh ?? null
  if (bytesHigh === null && state.head.length < 4) return
  const [a = 0, b = 0, c = 0, d = 0] = state.head
  const size = bytesHigh === null ? 8 * (a + 256 * b) * (c + 256 * d) : bytesHigh * a
  begin(state, sink, state.head.length + Math.min(size, LOGO_BYTES_MAX))
}

/** All NV logos together fit the 384 KiB of the largest printers. */
const LOGO_BYTES_MAX = 384 * 1024
