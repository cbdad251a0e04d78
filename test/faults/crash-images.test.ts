import { describe, expect, test } from 'vitest'
import { look, work } from './crash/opening.ts'
import { recordLoad, type Synchronous } from './crash/record.ts'
import { type Survey, surveyImages } from './crash/survey.ts'
import { IS_FULL, TEST_MS } from './scale.ts'

const IMAGES = IS_FULL ? 12_000 : 250
/** Some recordings have fewer different images than are asked of them. */
const IMAGES_MIN = IS_FULL ? 10_000 : 200
const CONTROL_IMAGES = IS_FULL ? 2_000 : 40
/** Recordings of different loads; the images are shared out between them. */
const RECORDINGS = IS_FULL ? 6 : 1
const OPERATIONS = IS_FULL ? [150, 150, 150] : [120, 80]
/** Of the images of the product; the others are only looked at. */
const WORK_EVERY = IS_FULL ? 150 : 60

async function survey(synchronous: Synchronous, images: number, seed: number): Promise<Survey> {
  const recording = await recordLoad({ synchronous, operations: OPERATIONS })
  const found = await surveyImages(recording, {
    ...{ imagesMax: images, seed, look, work },
    workEvery: synchronous === 'product' ? WORK_EVERY : Number.POSITIVE_INFINITY,
  })
  const { steps, syncs, copies, promises } = recording
  console.info(
    `synchronous ${synchronous}: ${steps.length} steps, ${syncs} syncs, ${copies} of the database, ` +
      `${promises} acknowledged; ` +
      `${found.images} images, ${found.worked} of them put to work; corrupt ${found.corrupt.length}, ` +
      `with loss ${found.imagesWithLoss}, most lost in one ${found.lostMost}`,
  )
  return found
}

describe('a power cut at any point of a load', () => {
  test(`${IMAGES} images of the disk: all open and verify, nothing acknowledged is lost`, {
    timeout: TEST_MS,
  }, async () => {
    let images = 0
    for (let seed = 1; seed <= RECORDINGS; seed += 1) {
      const found = await survey('product', Math.ceil(IMAGES / RECORDINGS), seed)
      expect(found).toMatchObject({ corrupt: [], examples: [], imagesWithLoss: 0, lostMost: 0 })
      expect(found.worked).toBeGreaterThan(0)
      images += found.images
    }
    expect(images).toBeGreaterThanOrEqual(IMAGES_MIN)
  })

  test('with synchronous=NORMAL the same images lose what was acknowledged', {
    timeout: TEST_MS,
  }, async () => {
    const found = await survey('NORMAL', CONTROL_IMAGES, 1)
    expect(found.corrupt).toEqual([])
    expect(found.imagesWithLoss).toBeGreaterThan(0)
  })

  test('with synchronous=OFF the same images are corrupt', { timeout: TEST_MS }, async () => {
    const found = await survey('OFF', CONTROL_IMAGES, 1)
    expect(found.corrupt).not.toEqual([])
  })
})
