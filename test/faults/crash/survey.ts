import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Disk, type Image, openDisk, type Pending } from './disk.ts'
import type { Promised, Recording } from './record.ts'

/** What became of the images of a recording. */
export interface Survey {
  /** Distinct images that were opened. */
  images: number
  /** Those among them that were opened by the whole engine, asked, and written to. */
  worked: number
  /** Images that could not be opened, or whose file or ledger does not verify: why, by image. */
  readonly corrupt: string[]
  /** Images in which something acknowledged is missing or says something else. */
  imagesWithLoss: number
  /** The most that is missing in one image. */
  lostMost: number
  readonly examples: string[]
}

/** Opens the ledger in a folder after a power cut; the names of what is missing. Throws when corrupt. */
export type Opener = (folder: string, promised: readonly Promised[]) => Promise<readonly string[]>

export interface SurveyOptions {
  readonly imagesMax: number
  readonly seed: number
  /** Every image is opened with the first, every so many-th also with the second. */
  readonly look: Opener
  readonly work: Opener
  readonly workEvery: number
}

/**
 * Cuts the power at points all over the recording and opens what may be left on the disk. The points
 * are spread evenly; when there are more images to make than points, each gives several.
 */
export async function surveyImages(
  { steps }: Recording,
  { imagesMax, seed, look, work, workEvery }: SurveyOptions,
): Promise<Survey> {
  const survey: Survey = {
    ...{ images: 0, worked: 0, corrupt: [], imagesWithLoss: 0, lostMost: 0, examples: [] },
  }
  const random = generator(seed)
  const disk = openDisk()
  const promised: Promised[] = []
  const seen = new Set<string>()
  const scratch = mkdtempSync(
    join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'countermark-image-'),
  )
  try {
    for (const [index, step] of steps.entries()) {
      if (step.is === 'promise') promised.push(step.promised)
      else disk.apply(step)
      const wanted = Math.ceil((imagesMax * (index + 1)) / steps.length)
      // A point has only so many different images: none is made up to fill the number.
      for (let tries = 0; survey.images < wanted && tries < TRIES_AT_A_POINT; tries += 1) {
        const image = cutPower(disk, tries, random)
        const name = nameOf(image)
        if (seen.has(name)) continue
        seen.add(name)
        await examine(image, `step ${index}`)
      }
    }
    return survey
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }

  async function examine(image: Image, where: string): Promise<void> {
    survey.images += 1
    const openers = survey.images % workEvery === 0 ? [look, work] : [look]
    for (const open of openers) {
      const folder = join(scratch, `${survey.images}`)
      writeImage(folder, image)
      try {
        const missing = await open(folder, promised)
        if (open === work) survey.worked += 1
        if (missing.length > 0) survey.examples.push(`${where}: ${missing[0]}`)
        if (missing.length > 0 && open === look) survey.imagesWithLoss += 1
        survey.lostMost = Math.max(survey.lostMost, missing.length)
      } catch (error) {
        survey.corrupt.push(`${where}: ${error instanceof Error ? error.message : String(error)}`)
        break
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    }
  }
}

/** Beyond this a point's images repeat themselves. */
const TRIES_AT_A_POINT = 12

type Random = () => number

/** What is on the disk when the power goes: each kind in turn, the last ones at random. */
function cutPower(disk: Disk, turn: number, random: Random): Image {
  const pending = disk.pending()
  const last = pending.at(-1)?.call ?? 0
  const first = pending[0]?.call ?? 0
  const border = first + Math.floor(random() * (last - first + 1))
  const chosen = Math.floor(random() * pending.length)
  const share = random()
  const byCall = new Map<number, boolean>()
  const whole = ({ call }: Pending) => {
    const known = byCall.get(call) ?? random() < share
    byCall.set(call, known)
    return known
  }
  const kinds: ReadonlyArray<(item: Pending, index: number) => boolean> = [
    () => false,
    () => random() < 0.5,
    () => true,
    // In order, the last write torn.
    (item, index) => item.call < border || (item.call === border && index <= chosen),
    // The newest came first.
    ({ call }) => call >= border,
    (_, index) => index !== chosen,
    whole,
    () => random() < share,
  ]
  // The first kinds are the likeliest to differ from the point before: they have their turn by chance.
  const kind = turn === 0 ? Math.floor(random() * kinds.length) : turn % kinds.length
  return disk.image(kinds[kind] ?? (() => false))
}

function nameOf(image: Image): string {
  const hash = createHash('sha1')
  for (const [path, bytes] of image) hash.update(`${path} ${bytes.length}\n`).update(bytes)
  return hash.digest('base64')
}

function writeImage(folder: string, image: Image): void {
  mkdirSync(folder)
  for (const [path, bytes] of image) writeFileSync(join(folder, path), bytes)
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function generator(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
