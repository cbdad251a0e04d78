import type { SerialPort } from 'serialport'
import type { SourceMemory } from '../../ports.ts'

/** Stops a POS by XOFF while its printer is away, where that printer uses XON and XOFF. */
export interface XonXoff {
  /** What the printer said. One that ever said XON or XOFF uses them; that is kept over a restart. */
  readonly heard: (bytes: Uint8Array) => void
  /** A port was opened, or is gone. */
  readonly tell: (pos: SerialPort | undefined, isPrinterThere: boolean) => void
}

const [XON, XOFF] = [0x11, 0x13]
const FLOW = 'flow'
const BY_XOFF = 'xon-xoff'

/** No status of a printer looks like XON or XOFF: ESC/POS and Star keep these two bytes free. */
export function createXonXoff(memory: SourceMemory): XonXoff {
  let isUsed = memory.read(FLOW) === BY_XOFF
  let told: { readonly port: SerialPort; readonly isPrinterThere: boolean } | undefined
  return {
    heard: (bytes) => {
      if (isUsed || !(bytes.includes(XON) || bytes.includes(XOFF))) return
      isUsed = true
      memory.write(FLOW, BY_XOFF)
    },
    // A port that was just opened is told, too: an earlier run may have stopped the POS behind it.
    tell: (pos, isPrinterThere) => {
      if (!isUsed || !pos?.isOpen) return
      if (told?.port === pos && told.isPrinterThere === isPrinterThere) return
      told = { port: pos, isPrinterThere }
      pos.write([isPrinterThere ? XON : XOFF])
    },
  }
}
