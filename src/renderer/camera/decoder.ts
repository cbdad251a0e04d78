import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import wasmAddress from 'zxing-wasm/reader/zxing_reader.wasm?url'
import type { Decoded, Picture } from './messages.ts'

/**
 * Reads the codes of pictures in a thread of its own, so that the screen never waits. The only place
 * where WebAssembly may run: the hosts say so in the policy of this one file.
 */
const thread = self as unknown as {
  onmessage: (event: MessageEvent<Picture>) => void
  readonly postMessage: (decoded: Decoded) => void
}

prepareZXingModule({
  overrides: { locateFile: () => new URL(wasmAddress, import.meta.url).href },
})

thread.onmessage = ({ data }) => {
  decode(data).then(thread.postMessage, (error: unknown) =>
    thread.postMessage({ kind: 'failed', why: error instanceof Error ? error.message : 'unknown' }),
  )
}

async function decode({ pixels, width, height }: Picture): Promise<Decoded> {
  const image = new ImageData(pixels, width, height)
  const [code] = await readBarcodes(image, { tryHarder: true, maxNumberOfSymbols: 1 })
  if (code === undefined || !code.isValid) return { kind: 'nothing' }
  return { kind: 'code', text: code.symbologyIdentifier + code.text }
}
