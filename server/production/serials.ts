import { BATCH_PIECES, BATCH_SERIALS } from './limits.ts'

/** The key of a card of a batch. */
export function itemKey(batchNumber: number, serial: number): number {
  return batchNumber * BATCH_SERIALS + serial
}

/** The batch and the place in it that a card's key names. */
export function placeOf(key: number): { readonly batchNumber: number; readonly serial: number } {
  return { batchNumber: Math.floor(key / BATCH_SERIALS), serial: key % BATCH_SERIALS }
}

/** The key of a piece of a batch; the first piece is 1. */
export function pieceKey(batchNumber: number, piece: number): number {
  return batchNumber * BATCH_PIECES + piece
}
