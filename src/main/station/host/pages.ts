import { readdir, readFile } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import { PAGE_BYTES_MAX } from './limits.ts'

/** One file of the built screen. */
export interface Page {
  readonly contentType: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** What every answer of a host carries. Nothing from elsewhere, nothing inline but styles. */
export const PAGE_HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const

/**
 * The headers of one file. WebAssembly runs in the camera's decoder and nowhere else: a thread has
 * the policy that its own file came with.
 */
export function headersOf(pathname: string): Readonly<Record<string, string>> {
  if (!DECODER.test(pathname)) return PAGE_HEADERS
  const policy = PAGE_HEADERS['content-security-policy']
  return {
    ...PAGE_HEADERS,
    'content-security-policy': policy.replace(
      "script-src 'self'",
      "script-src 'self' 'wasm-unsafe-eval'",
    ),
  }
}

const DECODER = /^\/assets\/decoder-[\w-]+\.js$/

/** The screen was not built, or is not where it was looked for; the message says what to do. */
export class PagesMissingError extends Error {
  override readonly name = 'PagesMissingError'
}

/**
 * Reads the built screen into memory, by path (`/index.html`, `/assets/…`). Serving from this list
 * leaves no way to any other file, whatever path is asked for.
 */
export async function loadPages(folder: string): Promise<ReadonlyMap<string, Page>> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = names.filter((entry) => entry.isFile() && extname(entry.name) in CONTENT_TYPES)
  const pages = new Map<string, Page>()
  let total = 0
  for (const entry of files) {
    const path = join(entry.parentPath, entry.name)
    const bytes = new Uint8Array(await readFile(path))
    total += bytes.length
    if (total > PAGE_BYTES_MAX) throw new PagesMissingError(`${folder} is not the built screen.`)
    const contentType = CONTENT_TYPES[extname(entry.name)] ?? 'application/octet-stream'
    pages.set(path.slice(folder.length).split(sep).join('/').replace(/^\/*/, '/'), {
      contentType,
      bytes,
    })
  }
  if (!pages.has('/index.html')) {
    throw new PagesMissingError(`The built screen is not in ${folder}. Run: npm run build`)
  }
  return pages
}

/** The page of a path as it stands in an address; `/` is the index. Undefined when there is none. */
export function findPage(pages: ReadonlyMap<string, Page>, pathname: string): Page | undefined {
  return pages.get(pathname === '/' ? '/index.html' : pathname)
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.mp3': 'audio/mpeg',
  '.wav': 'audio/wav',
}
