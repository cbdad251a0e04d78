import { readdirSync, readFileSync } from 'node:fs'

const FIXTURES = new URL('../../fixtures/escpos/', import.meta.url)

/** A recorded job with what the reader must make of it. */
export interface Capture {
  readonly name: string
  readonly bytes: Uint8Array
  readonly papers: readonly {
    readonly rows: readonly string[]
    readonly codes: readonly string[]
    readonly endedBy: string
    readonly unknownCommands: number
    readonly pictureBytes: number
  }[]
}

/** Every recorded job of test/fixtures/escpos. */
export function captures(): Capture[] {
  const names = readdirSync(FIXTURES).filter((name) => name.endsWith('.bin'))
  return names.map((name) => ({
    name,
    bytes: readFileSync(new URL(name, FIXTURES)),
    papers: JSON.parse(
      readFileSync(new URL(name.replace('.bin', '.papers.json'), FIXTURES), 'utf8'),
    ),
  }))
}

export function capture(name: string): Capture {
  const found = captures().find((one) => one.name === name)
  if (!found) throw new Error(`no capture ${name}`)
  return found
}

/** Bytes from text (latin1: one character a byte) and single byte values. */
export function bytes(...parts: readonly (string | number | readonly number[])[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) => {
      if (typeof part === 'number') return [part]
      return typeof part === 'string' ? [...Buffer.from(part, 'latin1')] : [...part]
    }),
  )
}

export const ESC = 0x1b
export const GS = 0x1d
export const FS = 0x1c
export const DLE = 0x10
export const CUT = [GS, 0x56, 0x00] as const
