import { createHash } from 'node:crypto'
import { BUILD_META } from '../../contract/screen/bridge.ts'
import type { Page } from '../station/host/pages.ts'

/** The pages of one build, each of which says which. */
export interface NamedBuild {
  readonly build: string
  readonly pages: ReadonlyMap<string, Page>
}

const INDEX = '/index.html'

/**
 * Names the build by all of its files and writes the name into the page: one that stayed open over an
 * update of the station finds out by it that it is no longer the station's.
 */
export function nameBuild(pages: ReadonlyMap<string, Page>): NamedBuild {
  const hash = createHash('sha256')
  for (const [path, { bytes }] of [...pages].sort(([one], [other]) => (one < other ? -1 : 1))) {
    hash.update(`${path} ${bytes.length}\n`).update(bytes)
  }
  const build = hash.digest('base64url')
  const index = pages.get(INDEX)
  if (index === undefined) return { build, pages }
  const meta = `<head><meta name="${BUILD_META}" content="${build}" />`
  const text = new TextDecoder().decode(index.bytes).replace('<head>', meta)
  return { build, pages: new Map(pages).set(INDEX, { ...index, bytes: encode(text) }) }
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text)
}
