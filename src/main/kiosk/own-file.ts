import { renameSync, rmSync, writeFileSync } from 'node:fs'

/** Writes a small file that only its owner can read, whole or not at all. */
export function writeOwn(path: string, text: string): void {
  const draft = `${path}.new`
  rmSync(draft, { force: true })
  writeFileSync(draft, text, { mode: 0o600, flag: 'wx' })
  renameSync(draft, path)
}
