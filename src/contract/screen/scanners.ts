import { z } from 'zod'
import { lastFourSchema } from '../card-number.ts'
import { READING_LENGTH_MAX, TEXT_LENGTH_MAX } from '../limits.ts'
import { healthSchema } from './state.ts'

/** Readings that the page of scanners shows; older ones are forgotten. */
export const SHOWN_READINGS_MAX = 12
/** Scanners of one station: a handheld, a swipe and a stand, and room for as many again. */
const SCANNERS_MAX = 8
/** Characters of a masked reading: what tells the kinds of codes apart stands at the beginning. */
export const SHAPE_LENGTH_MAX = 40

const text = z.string().max(TEXT_LENGTH_MAX)

/** How a reading came in. */
export const READING_WAYS = ['serial', 'hid', 'wedge', 'camera'] as const
export type ReadingWay = (typeof READING_WAYS)[number]

/** What marked the beginning and the end of a reading. */
export const FRAMINGS = [
  'cr',
  'lf',
  'crlf',
  'tab',
  'stx-etx',
  'etx',
  'silence',
  'ssi',
  'hid-report',
  'hid-reports',
  'swipe-report',
  'enter-key',
  'tab-key',
  'picture',
] as const
export type Framing = (typeof FRAMINGS)[number]

/** Kinds of codes, by the names that their standards and everybody use. */
export const SYMBOLOGIES = [
  'aztec',
  'codabar',
  'code-11',
  'code-39',
  'code-93',
  'code-128',
  'composite',
  'data-matrix',
  'databar',
  'dotcode',
  'ean-8',
  'ean-13',
  'gs1-128',
  'itf',
  'magnetic-stripe',
  'maxicode',
  'msi',
  'pdf417',
  'plessey',
  'postal',
  'qr',
  'upc-a',
  'upc-e',
] as const
export type Symbology = (typeof SYMBOLOGIES)[number]

/** The time between the keys of a scanner that types. */
export const keyTimingSchema = z.strictObject({
  fastestMs: z.int().min(0).max(10_000),
  medianMs: z.int().min(0).max(10_000),
  slowestMs: z.int().min(0).max(10_000),
})
export type KeyTiming = z.output<typeof keyTimingSchema>

/** What the screen tells about a burst beside its keys. */
export const burstSchema = z.strictObject({
  timing: keyTimingSchema,
  ending: z.enum(['enter-key', 'tab-key', 'silence']),
  /** Characters came as Alt and their number on the number pad. */
  altCodes: z.boolean(),
  capsLock: z.boolean(),
})
export type Burst = z.output<typeof burstSchema>

/** What a reading turned out to be. A bank's card is only counted. */
export const READING_MEANINGS = [
  'card',
  'link',
  'activation',
  'bank-card',
  'wrong-check-digit',
  'not-a-card',
  /** The scanner said that it could not read the card. */
  'not-read',
  /** Too much, or bytes that no scanner sends: the wrong speed or parity. */
  'garbled',
] as const
export type ReadingMeaning = (typeof READING_MEANINGS)[number]

/** What a technician can do about the way a scanner is set. */
export const SCANNER_ADVICE = [
  /** It types: works, and interferes with what people type. Better in a mode of its own. */
  'use-own-mode',
  'shorten-key-delay',
  'add-terminator',
  'switch-alt-codes-off',
  'set-us-keyboard',
  'caps-lock-is-on',
  'send-code-kind',
  'check-line-settings',
  'choose-profile',
  'swipe-again',
] as const
export type ScannerAdvice = (typeof SCANNER_ADVICE)[number]

/** One reading as it may be shown: no number, no PIN. */
export const scannerReadingSchema = z.strictObject({
  /** Counts up with each reading since the station started. */
  ordinal: z.int().positive(),
  atMs: z.int().nonnegative(),
  way: z.enum(READING_WAYS),
  /** Which scanner: its port or its product name. */
  scanner: text,
  /** Characters of the whole reading; null of a bank's card. */
  length: z.int().nonnegative().max(READING_LENGTH_MAX).nullable(),
  /** Digits as `•`, letters as `x`; everything else as it came. Null of a bank's card. */
  shape: z.string().max(SHAPE_LENGTH_MAX).nullable(),
  symbology: z.enum(SYMBOLOGIES).nullable(),
  framing: z.enum(FRAMINGS),
  timing: keyTimingSchema.nullable(),
  meaning: z.enum(READING_MEANINGS),
  /** Of a card only. */
  lastFour: lastFourSchema.nullable(),
  advice: z.array(z.enum(SCANNER_ADVICE)).max(SCANNER_ADVICE.length),
})
export type ScannerReading = z.output<typeof scannerReadingSchema>

/** The page of scanners. */
export const scannersViewSchema = z.strictObject({
  scanners: z.array(z.strictObject({ name: text, health: healthSchema })).max(SCANNERS_MAX),
  /** The newest first. */
  readings: z.array(scannerReadingSchema).max(SHOWN_READINGS_MAX),
})
export type ScannersView = z.output<typeof scannersViewSchema>

/** What the screen may ask about scanners and the camera; spread into SCREEN. */
export const SCANNERS_SCREEN = {
  /**
   * What the scanners are and sent lately. With `watching` readings are shown and lead to nothing,
   * until SCANNERS_WATCHED_MS passed without this being asked again.
   */
  'watch-scanners': {
    effect: 'write',
    params: z.strictObject({ watching: z.boolean() }),
    result: scannersViewSchema,
  },
  /**
   * The camera's panel is open: for CAMERA_OPEN_MS the page may be given the camera. Asked again
   * while it is open.
   */
  'use-camera': {
    effect: 'write',
    params: z.strictObject({ open: z.boolean() }),
    result: z.strictObject({}),
  },
  /** A code that the camera saw, with its AIM identifier in front. */
  'read-code': {
    effect: 'write',
    params: z.strictObject({ text: z.string().min(1).max(READING_LENGTH_MAX) }),
    result: z.strictObject({}),
  },
} as const
