import { writeFileSync } from 'node:fs'
import bwip from 'bwip-js/node'

const WIDTH = 640
const HEIGHT = 480
const MODULE = 9
const WHITE = 235
const BLACK = 16

/** Makes a film (YUV4MPEG2) of one picture, a QR code on white paper, for Chromium's fake camera. */
export function filmCode(path: string, text: string): void {
  const [code] = bwip.raw({ bcid: 'qrcode', text }) as { pixs: number[]; pixx: number }[]
  if (code === undefined) throw new Error('no code was drawn')
  const luma = Buffer.alloc(WIDTH * HEIGHT, WHITE)
  const side = code.pixx * MODULE
  const [left, top] = [(WIDTH - side) >> 1, (HEIGHT - side) >> 1]
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const at = Math.floor(y / MODULE) * code.pixx + Math.floor(x / MODULE)
      if (code.pixs[at] === 1) luma[(top + y) * WIDTH + left + x] = BLACK
    }
  }
  const chroma = Buffer.alloc((WIDTH * HEIGHT) / 2, 128)
  const frame = Buffer.concat([Buffer.from('FRAME\n'), luma, chroma])
  const header = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`)
  writeFileSync(path, Buffer.concat([header, frame, frame, frame]))
}
