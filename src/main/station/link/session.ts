import { WIRE_FRAME_BYTES_MAX } from '../../../contract/limits.ts'
import { parseJson } from '../../../contract/parse.ts'
import {
  CLOSE_REASONS,
  type CloseReason,
  challengeSchema,
  challengeText,
  helloText,
  PROTOCOL_VERSION,
  type ServerFrame,
  serverFrameSchema,
  splitFrame,
  type Welcome,
} from '../../../contract/wire/frames.ts'
import type { StationSocket } from '../ports.ts'
import { CLOSE_MEANINGS, type CloseMeaning, closeMeaning } from './close-problems.ts'
import type { Identity } from './identity.ts'
import {
  frameMac,
  isFrameMac,
  isSignedBy,
  makeEphemeral,
  type SessionKeys,
  signText,
} from './keys.ts'

/** One socket from its opening to its end: the handshake, then authenticated frames. */
export interface Session {
  /**
   * Sends a request whose params are already JSON text: they travel byte for byte as given. The
   * frame's id, or undefined when the session is not open (any more).
   */
  readonly request: (name: string, paramsJson: string) => number | undefined
  /** Ends the session for this reason; `onEnd` is called before this returns. */
  readonly end: (reason: CloseReason | 'leaving' | 'silent') => void
}

/** What a session tells. After `onEnd` nothing more is told. */
export interface SessionEvents {
  readonly onWelcome: (welcome: Welcome) => void
  readonly onFrame: (frame: Exclude<ServerFrame, Welcome>) => void
  readonly onEnd: (meaning: CloseMeaning) => void
}

type Stage =
  | { readonly name: 'challenge' }
  | { readonly name: 'welcome'; readonly keys: SessionKeys }
  | { readonly name: 'open'; readonly keys: SessionKeys }
  | { readonly name: 'ended' }

/** Starts the handshake on a socket that is being opened. */
export function createSession(
  socket: StationSocket,
  identity: Identity,
  events: SessionEvents,
): Session {
  let stage: Stage = { name: 'challenge' }
  let sent = 0
  let received = 0

  const finish = (meaning: CloseMeaning) => {
    if (stage.name === 'ended') return
    stage = { name: 'ended' }
    events.onEnd(meaning)
  }
  const fail = (reason: CloseReason) => {
    socket.close(CLOSE_REASONS[reason])
    finish(CLOSE_MEANINGS[reason])
  }
  const answerChallenge = (text: string) => {
    const answer = helloFor(text, identity)
    if ('reason' in answer) return fail(answer.reason)
    stage = { name: 'welcome', keys: answer.keys }
    socket.send(answer.hello)
  }
  const readFrame = (text: string, keys: SessionKeys) => {
    const frame = openFrame(text, keys, received + 1)
    if ('reason' in frame) return fail(frame.reason)
    received += 1
    if (frame.type === 'welcome') {
      if (stage.name !== 'welcome') return fail('FRAME_MALFORMED')
      stage = { name: 'open', keys }
      return events.onWelcome(frame)
    }
    return stage.name === 'open' ? events.onFrame(frame) : fail('FRAME_MALFORMED')
  }

  socket.onMessage((text) => {
    if (stage.name === 'ended') return
    if (Buffer.byteLength(text) > WIRE_FRAME_BYTES_MAX) return fail('FRAME_TOO_LARGE')
    if (stage.name === 'challenge') return answerChallenge(text)
    return readFrame(text, stage.keys)
  })
  socket.onClose((code) => finish(closeMeaning(code)))

  return {
    request: (name, paramsJson) => {
      if (stage.name !== 'open') return undefined
      sent += 1
      const head = `{"type":"request","seq":${sent},"id":${sent},"name":${JSON.stringify(name)}`
      const json = `${head},"params":${paramsJson}}`
      socket.send(`${frameMac(stage.keys.outgoing, json)}.${json}`)
      return sent
    },
    end: (reason) => {
      if (reason !== 'leaving' && reason !== 'silent') return fail(reason)
      socket.close(1000)
      return finish({ problem: 'server-unreachable', retry: 'soon' })
    },
  }
}

type Answer =
  | { readonly hello: string; readonly keys: SessionKeys }
  | { readonly reason: CloseReason }

/** Proves the server, then ourselves. */
function helloFor(text: string, identity: Identity): Answer {
  const parsed = parseJson(challengeSchema, text)
  if (!parsed.ok) return { reason: 'FRAME_MALFORMED' }
  const challenge = parsed.value
  if (challenge.v !== PROTOCOL_VERSION) return { reason: 'PROTOCOL_VERSION' }
  if (!isSignedBy(identity.serverKey, challengeText(challenge), challenge.signature)) {
    return { reason: 'NOT_AUTHENTIC' }
  }
  const ephemeral = makeEphemeral()
  const keys = ephemeral.agree(challenge.serverEphemeral, challenge.nonce)
  if (keys === undefined) return { reason: 'NOT_AUTHENTIC' }
  const part = {
    v: PROTOCOL_VERSION,
    deviceId: identity.deviceId,
    nonce: challenge.nonce,
    serverEphemeral: challenge.serverEphemeral,
    stationEphemeral: ephemeral.publicKey,
  }
  const hello = {
    type: 'hello',
    v: part.v,
    deviceId: part.deviceId,
    stationEphemeral: part.stationEphemeral,
    signature: signText(identity.privateKey, helloText(part)),
  }
  return { hello: JSON.stringify(hello), keys }
}

/** Checks who wrote the frame, then that none is missing, then its form. */
function openFrame(
  text: string,
  keys: SessionKeys,
  expectedSeq: number,
): ServerFrame | { readonly reason: CloseReason } {
  const parts = splitFrame(text)
  if (parts === undefined || !isFrameMac(keys.incoming, parts.json, parts.mac)) {
    return { reason: 'NOT_AUTHENTIC' }
  }
  const parsed = parseJson(serverFrameSchema, parts.json)
  if (!parsed.ok) return { reason: 'FRAME_MALFORMED' }
  return parsed.value.seq === expectedSeq ? parsed.value : { reason: 'NOT_AUTHENTIC' }
}
