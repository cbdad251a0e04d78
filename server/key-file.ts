import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { errorText, syncFolder } from './storage/index.ts'
import { KeyFileError } from './stored-keys.ts'

/** Makes a key file, whole or not at all; one that another process made meanwhile stays. */
export function makeKeyFile(file: string, text: string): void {
  putInPlace(file, text, (draft) => {
    try {
      fs.linkSync(draft, file)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    }
  })
}

/**
 * Puts another text in the place of a key file, whole or not at all: a server that reads it meanwhile
 * has the old one or the new one. Throws {@link KeyFileError} when its owner cannot have the new one.
 */
export function replaceKeyFile(file: string, text: string): void {
  putInPlace(file, text, (draft) => fs.renameSync(draft, file))
}

/** On the disk with its name when this returns: from then on cards may be made with what it holds. */
function putInPlace(file: string, text: string, put: (draft: string) => void): void {
  const folder = path.dirname(file)
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
  // Not the number of the process: those in containers on one volume are all the same.
  const draft = `${file}.${randomBytes(6).toString('hex')}.new`
  try {
    writeDraft(draft, text, file)
    put(draft)
  } finally {
    fs.rmSync(draft, { force: true })
  }
  syncFolder(folder)
}

function writeDraft(draft: string, text: string, file: string): void {
  const descriptor = fs.openSync(draft, 'wx', 0o600)
  try {
    fs.writeFileSync(descriptor, text)
    giveToOwner(descriptor, file)
    fs.fsyncSync(descriptor)
  } finally {
    fs.closeSync(descriptor)
  }
}

/** The server reads it as a user of its own, whoever runs the command. */
function giveToOwner(descriptor: number, file: string): void {
  const owner = ownerOf(file)
  const own = fs.fstatSync(descriptor)
  if (!owner || (owner.uid === own.uid && owner.gid === own.gid)) return
  try {
    fs.fchownSync(descriptor, owner.uid, owner.gid)
  } catch (error) {
    throw new KeyFileError(
      `${file} has to belong to user ${owner.uid} and group ${owner.gid}, and cannot be given to them ` +
        `(${errorText(error)}): its server could not read it. Nothing was changed. Run the command as that user.`,
    )
  }
}

/** Of the file that is there; what root puts into a folder for the first time goes to whoever has that. */
function ownerOf(file: string): { readonly uid: number; readonly gid: number } | undefined {
  const isRoot = process.getuid?.() === 0
  const present = fs.statSync(file, { throwIfNoEntry: false })
  return present ?? (isRoot ? fs.statSync(path.dirname(file)) : undefined)
}
