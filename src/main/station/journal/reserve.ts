import { closeSync, fsyncSync, openSync, rmSync, statSync, writeSync } from 'node:fs'

/** Disk space held back, so that answers can still be recorded when the disk is full. */
export interface Reserve {
  /** Takes the space if it is not held. False when the disk has no room for it. */
  readonly take: () => boolean
  /** Gives the space back to the disk. */
  readonly release: () => void
}

const CHUNK_BYTES = 1024 * 1024

/** A reserve of this many bytes in one file. Real bytes: a sparse file would hold nothing. */
export function createReserve(path: string, bytes: number): Reserve {
  return {
    take: () => isHeld(path, bytes) || fill(path, bytes),
    release: () => rmSync(path, { force: true }),
  }
}

function isHeld(path: string, bytes: number): boolean {
  return statSync(path, { throwIfNoEntry: false })?.size === bytes
}

function fill(path: string, bytes: number): boolean {
  try {
    writeZeros(path, bytes)
    return true
  } catch {
    rmSync(path, { force: true })
    return false
  }
}

function writeZeros(path: string, bytes: number): void {
  const file = openSync(path, 'w', 0o600)
  try {
    const zeros = new Uint8Array(Math.min(CHUNK_BYTES, bytes))
    let written = 0
    while (written < bytes) {
      written += writeSync(file, zeros, 0, Math.min(zeros.length, bytes - written))
    }
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
