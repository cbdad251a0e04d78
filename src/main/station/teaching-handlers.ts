import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { success } from '../../contract/refusals.ts'
import type { TEACHING_SCREEN } from '../../contract/screen/teaching.ts'
import type { ProfileShelf } from './pos/profiles/shelf.ts'
import type { Teaching } from './pos/teaching/index.ts'
import type { ScreenHandlers } from './screen-calls.ts'

/** What the commands of the set-up rooms reach. */
export interface TeachingParts {
  readonly shelf: ProfileShelf
  readonly teaching: Teaching
  /** The station's folder: exported profiles are written below it. */
  readonly directory: string
}

/** The commands about lessons and profiles. */
export function createTeachingHandlers({
  shelf,
  teaching,
  directory,
}: TeachingParts): Pick<ScreenHandlers, keyof typeof TEACHING_SCREEN> {
  return {
    'begin-lesson': ({ sourceId, amountMinor }) => teaching.begin(sourceId, amountMinor),
    'choose-rows': (rows) => teaching.choose(rows),
    'confirm-reading': ({ profileName }) => teaching.confirm(profileName),
    'await-paper': () => teaching.awaitPaper(),
    'teach-mark': ({ kind, row }) => teaching.mark(kind, row),
    'end-lesson': () => teaching.end(),
    'list-profiles': () => success({ profiles: shelf.list(), chosen: shelf.chosen() }),
    'choose-profile': ({ sourceId, profileName }) => shelf.choose(sourceId, profileName),
    'export-profile': ({ profileName }) => {
      const exported = shelf.exported(profileName)
      if (!exported.ok) return exported
      const { fileName, content } = exported.value
      return success({ fileName, content, savedAs: saved(directory, fileName, content) })
    },
    'import-profile': ({ content }) => shelf.imported(content),
    'forget-profile': ({ profileName }) => shelf.forget(profileName),
  }
}

/** A window that may not download finds the file here. Null when the folder cannot be written. */
function saved(directory: string, fileName: string, content: string): string | null {
  const folder = join(directory, 'profiles')
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, fileName), content)
    return join(folder, fileName)
  } catch {
    return null
  }
}
