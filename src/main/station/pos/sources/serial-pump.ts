import type { SerialPort } from 'serialport'

/** One direction of a relay between two serial ports. */
export interface SerialPump {
  /** What came in. No more is read until it was passed on. */
  readonly take: (bytes: Uint8Array) => void
  /** One of the ports was opened, or is gone. */
  readonly portsChanged: () => void
}

export interface SerialPumpOptions {
  /** The open ports; undefined while one is away. */
  readonly from: () => SerialPort | undefined
  readonly to: () => SerialPort | undefined
  /** What is done with bytes for a port that is away: kept until it is back, or lost. */
  readonly whileAway: 'keep' | 'lose'
  readonly onPassed?: (bytes: Uint8Array) => void
}

/**
 * Passes bytes on piece by piece: each is given once the system took the one before, and reading rests
 * meanwhile. What a port did not take as it went away is given to it again when it is back.
 */
export function createSerialPump({ from, to, whileAway, onPassed }: SerialPumpOptions): SerialPump {
  let waiting: Uint8Array[] = []
  let isWriting = false

  const passOn = () => {
    if (isWriting) return
    const target = to()
    if (!isTaking(target)) {
      if (whileAway === 'lose') waiting = []
      return rest(whileAway === 'keep')
    }
    const [piece] = waiting
    rest(piece !== undefined)
    if (piece === undefined) return
    isWriting = true
    target.write(piece, (error) => {
      isWriting = false
      if (!error) {
        waiting.shift()
        onPassed?.(piece)
      }
      passOn()
    })
  }
  const rest = (isResting: boolean) => {
    if (isResting) from()?.pause()
    else from()?.resume()
  }
  return {
    take: (bytes) => {
      waiting.push(bytes)
      passOn()
    },
    portsChanged: passOn,
  }
}

/** A port that is about to close takes nothing, and never says so. */
function isTaking(port: SerialPort | undefined): port is SerialPort {
  return port?.isOpen === true && port.writable
}
