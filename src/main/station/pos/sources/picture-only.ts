import type { PrintedPaper } from '../receipts/printed-paper.ts'
import { PICTURE_BYTES_MIN, PICTURE_TEXT_MAX } from './limits.ts'

/** True for a receipt that was drawn: a large picture and hardly a word beside it. */
export function isPictureOnly({ rows, pictureBytes }: PrintedPaper): boolean {
  const characters = rows.reduce((sum, row) => sum + row.trim().length, 0)
  return pictureBytes >= PICTURE_BYTES_MIN && characters < PICTURE_TEXT_MAX
}
