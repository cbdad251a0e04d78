import { z } from 'zod'
import { locationIdSchema, programIdSchema } from '../ids.ts'
import { TEXT_LENGTH_MAX } from '../limits.ts'

const text = z.string().max(TEXT_LENGTH_MAX)
const givenText = z.string().trim().min(1).max(TEXT_LENGTH_MAX)
const timeMs = z.int().nonnegative()
const uuid = z.uuid()
const nothing = z.strictObject({})

/** Cards of one batch at most: a printer's largest usual order, and a file of some 100 MB. */
export const BATCH_CARDS_MAX = 500_000
/** Allocations or missing ranges that are named at once. */
const RANGES_MAX = 200

/**
 * `planned`: its cards are being made; `ready`: all are there and the printer's file can be fetched;
 * `received`: the cards came back and can be sold, and the PINs can be read no more; `spoiled`: its
 * cards can never be sold.
 */
export const BATCH_STATES = ['planned', 'ready', 'received', 'spoiled'] as const
export type BatchState = (typeof BATCH_STATES)[number]

/** `allocated`: still in the network's store; then on its way, there, or given back. */
export const ALLOCATION_STATES = ['allocated', 'shipped', 'received', 'withdrawn'] as const
export type AllocationState = (typeof ALLOCATION_STATES)[number]

/** A place in a batch, from 1. Never a number. */
const serial = z.int().min(1).max(BATCH_CARDS_MAX)

/** Serials that follow one another, both ends included. */
export const serialRangeSchema = z
  .strictObject({ firstSerial: serial, lastSerial: serial })
  .refine((range) => range.firstSerial <= range.lastSerial, {
    error: 'the first serial is not after the last',
  })
export type SerialRange = z.output<typeof serialRangeSchema>

/** Whoever prints cards, with the public key to which their files are encrypted. */
export const printerViewSchema = z.strictObject({
  printerId: uuid,
  name: text,
  /** An age recipient, as `age1…`. */
  recipient: z.string().max(2_500),
  /** Whether the encoder wants track 2 with its check character. */
  withLrc: z.boolean(),
  createdAtMs: timeMs,
  retiredAtMs: timeMs.nullable(),
})
export type PrinterView = z.output<typeof printerViewSchema>

export const batchViewSchema = z.strictObject({
  batchId: uuid,
  name: text,
  programId: programIdSchema,
  programName: text,
  prefix: z.string().max(10),
  withPin: z.boolean(),
  /** Printed on the card and on its track, as `2030-12`; says nothing to the ledger. */
  printedExpiry: z.string().length(7).nullable(),
  count: z.int().positive(),
  /** Cards that are made so far. */
  made: z.int().nonnegative(),
  /** Numbers that existed already and were drawn again. */
  drawnAgain: z.int().nonnegative(),
  /** Cards whose PIN is not under the slow hash yet. */
  hardening: z.int().nonnegative(),
  state: z.enum(BATCH_STATES),
  printerId: uuid,
  printerName: text,
  /** How often the file was fetched. */
  exports: z.int().nonnegative(),
  lastExportAtMs: timeMs.nullable(),
  createdAtMs: timeMs,
  readyAtMs: timeMs.nullable(),
  endedAtMs: timeMs.nullable(),
})
export type BatchView = z.output<typeof batchViewSchema>

export const allocationViewSchema = z.strictObject({
  allocationId: uuid,
  firstSerial: serial,
  lastSerial: serial,
  locationId: locationIdSchema,
  locationName: text,
  state: z.enum(ALLOCATION_STATES),
  allocatedAtMs: timeMs,
  shippedAtMs: timeMs.nullable(),
  receivedAtMs: timeMs.nullable(),
  /** Serials that did not arrive, or were noticed to be gone later. */
  missing: z.array(serialRangeSchema),
})
export type AllocationView = z.output<typeof allocationViewSchema>

/** Physical cards of one location by where they are. */
export const stockLineSchema = z.strictObject({
  locationId: locationIdSchema,
  locationName: text,
  allocated: z.int().nonnegative(),
  shipped: z.int().nonnegative(),
  /** Arrived, not missing and not sold. */
  onHand: z.int().nonnegative(),
  sold: z.int().nonnegative(),
  missing: z.int().nonnegative(),
})
export type StockLine = z.output<typeof stockLineSchema>

/** Stock that is not where it should be. */
export const missingLineSchema = z.strictObject({
  allocationId: uuid,
  batchId: uuid,
  batchName: text,
  locationName: text,
  firstSerial: serial,
  lastSerial: serial,
  /** `missing`: said to be; `overdue`: shipped long ago and never received. */
  reason: z.enum(['missing', 'overdue']),
  sinceMs: timeMs,
})
export type MissingLine = z.output<typeof missingLineSchema>

const batchId = z.strictObject({ batchId: uuid })
const allocationId = z.strictObject({ allocationId: uuid })

/** The rows of the admin's table that are about making printed cards and where they are. */
export const PRODUCTION = {
  'list-printers': {
    method: 'GET',
    path: '/production/printers',
    params: nothing,
    result: z.strictObject({ printers: z.array(printerViewSchema) }),
  },
  'add-printer': {
    method: 'POST',
    path: '/production/printers',
    params: z.strictObject({
      name: givenText,
      recipient: z.string().trim().min(1).max(2_500),
      withLrc: z.boolean(),
    }),
    result: printerViewSchema,
  },
  'retire-printer': {
    method: 'POST',
    path: '/production/printers/{printerId}/retire',
    params: z.strictObject({ printerId: uuid }),
    result: printerViewSchema,
  },
  'list-batches': {
    method: 'GET',
    path: '/production/batches',
    params: nothing,
    result: z.strictObject({ batches: z.array(batchViewSchema) }),
  },
  'read-batch': {
    method: 'GET',
    path: '/production/batches/{batchId}',
    params: batchId,
    result: z.strictObject({ batch: batchViewSchema, allocations: z.array(allocationViewSchema) }),
  },
  /** Plans a batch; the server makes its cards from then on, also after a restart. */
  'create-batch': {
    method: 'POST',
    path: '/production/batches',
    params: z.strictObject({
      programId: programIdSchema,
      printerId: uuid,
      name: givenText,
      count: z.int().min(1).max(BATCH_CARDS_MAX),
      /** First digits of the numbers; begins with the program's own, which it is when left out. */
      prefix: z
        .string()
        .regex(/^\d{4,6}$/)
        .optional(),
      withPin: z.boolean(),
      printedExpiry: z
        .string()
        .regex(/^20\d\d-(0[1-9]|1[0-2])$/, 'a month as 2030-12')
        .nullable(),
    }),
    result: batchViewSchema,
  },
  /** The cards are back from the printer: they can be sold, and the file is no more. */
  'receive-batch': {
    method: 'POST',
    path: '/production/batches/{batchId}/receive',
    params: batchId,
    result: batchViewSchema,
  },
  /** The cards will never be sold. */
  'spoil-batch': {
    method: 'POST',
    path: '/production/batches/{batchId}/spoil',
    params: z.strictObject({ batchId: uuid, reason: givenText }),
    result: batchViewSchema,
  },
  /** Gives serials of a batch to a location: nowhere else can these cards be sold. */
  'allocate-cards': {
    method: 'POST',
    path: '/production/batches/{batchId}/allocations',
    params: z.strictObject({
      batchId: uuid,
      locationId: locationIdSchema,
      firstSerial: serial,
      lastSerial: serial,
    }),
    result: allocationViewSchema,
  },
  'ship-allocation': {
    method: 'POST',
    path: '/production/allocations/{allocationId}/ship',
    params: allocationId,
    result: allocationViewSchema,
  },
  'receive-allocation': {
    method: 'POST',
    path: '/production/allocations/{allocationId}/receive',
    params: allocationId,
    result: allocationViewSchema,
  },
  /** Takes an allocation back: its serials can be given to another location. */
  'withdraw-allocation': {
    method: 'POST',
    path: '/production/allocations/{allocationId}/withdraw',
    params: allocationId,
    result: allocationViewSchema,
  },
  /** Says which serials are gone: they cannot be sold until they are found. */
  'report-missing': {
    method: 'POST',
    path: '/production/allocations/{allocationId}/missing',
    params: z.strictObject({
      allocationId: uuid,
      missing: z.array(serialRangeSchema).max(RANGES_MAX),
    }),
    result: allocationViewSchema,
  },
  'read-stock': {
    method: 'GET',
    path: '/production/stock',
    params: nothing,
    result: z.strictObject({
      locations: z.array(stockLineSchema),
      missing: z.array(missingLineSchema),
    }),
  },
} as const

/** The encrypted file of a batch, by POST with a JSON body of {@link exportRequestSchema}. */
export const EXPORT_PATH = '/v1/admin/production/batches/{batchId}/export'
/** A file that was fetched before is fetched again for a reason only. */
export const exportRequestSchema = z.strictObject({ reason: givenText.nullable() })
