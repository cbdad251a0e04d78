import { crc32, createDeflateRaw } from 'node:zlib'

/** One file of a ZIP, made while it is written. */
export interface ZipPart {
  readonly name: string
  readonly text: AsyncIterable<string> | Iterable<string>
}

interface Written {
  readonly name: Buffer
  readonly at: number
  readonly crc: number
  readonly packed: number
  readonly size: number
}

/** The time in each file: always the same, so that the same content gives the same bytes. */
const DOS_DATE = ((2026 - 1980) << 9) | (1 << 5) | 1
const VERSION = 20
/** Sizes follow the data, as they are not known before it; names are UTF-8. */
const FLAGS = 0x0808
const DEFLATED = 8

/** A ZIP file in pieces: no part is in memory as a whole. Parts of more than 4 GiB throw. */
export async function* zipOf(parts: readonly ZipPart[]): AsyncGenerator<Buffer> {
  const written: Written[] = []
  let at = 0
  for (const { name, text } of parts) {
    const header = localHeader(Buffer.from(name))
    yield header
    const tally = { crc: 0, packed: 0, size: 0 }
    for await (const chunk of deflated(text, tally)) yield chunk
    if (tally.size > 0xffffffff) throw new RangeError('a part of a ZIP file is too large')
    yield dataDescriptor(tally)
    written.push({ name: Buffer.from(name), at, ...tally })
    at += header.length + tally.packed + 16
  }
  const directory = Buffer.concat(written.map(directoryEntry))
  yield directory
  yield directoryEnd(written.length, directory.length, at)
}

async function* deflated(
  text: ZipPart['text'],
  tally: { crc: number; packed: number; size: number },
): AsyncGenerator<Buffer> {
  const packer = createDeflateRaw()
  const feeding = (async () => {
    for await (const piece of text) {
      const bytes = Buffer.from(piece)
      tally.crc = crc32(bytes, tally.crc)
      tally.size += bytes.length
      if (!packer.write(bytes)) await new Promise((resolve) => packer.once('drain', resolve))
    }
    packer.end()
  })()
  feeding.catch((error: Error) => packer.destroy(error))
  for await (const chunk of packer as AsyncIterable<Buffer>) {
    tally.packed += chunk.length
    yield chunk
  }
  await feeding
}

function localHeader(name: Buffer): Buffer {
  const head = Buffer.alloc(30)
  head.writeUInt32LE(0x04034b50, 0)
  head.writeUInt16LE(VERSION, 4)
  head.writeUInt16LE(FLAGS, 6)
  head.writeUInt16LE(DEFLATED, 8)
  head.writeUInt16LE(DOS_DATE, 12)
  head.writeUInt16LE(name.length, 26)
  return Buffer.concat([head, name])
}

function dataDescriptor({ crc, packed, size }: Pick<Written, 'crc' | 'packed' | 'size'>): Buffer {
  const tail = Buffer.alloc(16)
  tail.writeUInt32LE(0x08074b50, 0)
  tail.writeUInt32LE(crc, 4)
  tail.writeUInt32LE(packed, 8)
  tail.writeUInt32LE(size, 12)
  return tail
}

function directoryEntry({ name, at, crc, packed, size }: Written): Buffer {
  const entry = Buffer.alloc(46)
  entry.writeUInt32LE(0x02014b50, 0)
  entry.writeUInt16LE(VERSION, 4)
  entry.writeUInt16LE(VERSION, 6)
  entry.writeUInt16LE(FLAGS, 8)
  entry.writeUInt16LE(DEFLATED, 10)
  entry.writeUInt16LE(DOS_DATE, 14)
  entry.writeUInt32LE(crc, 16)
  entry.writeUInt32LE(packed, 20)
  entry.writeUInt32LE(size, 24)
  entry.writeUInt16LE(name.length, 28)
  entry.writeUInt32LE(at, 42)
  return Buffer.concat([entry, name])
}

function directoryEnd(count: number, bytes: number, at: number): Buffer {
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(bytes, 12)
  end.writeUInt32LE(at, 16)
  return end
}
