import { z } from 'zod'

/** Line settings must equal the printer's: a wrong speed or parity shows as garbage. */
export const serialLineSchema = z.strictObject({
  /** `/dev/ttyUSB0`, `/dev/serial/by-id/…`, `COM3`. */
  path: z.string().trim().min(1).max(1_000),
  baudRate: z.int().min(300).max(921_600).default(9_600),
  dataBits: z.literal([7, 8]).default(8),
  parity: z.enum(['none', 'even', 'odd']).default('none'),
  stopBits: z.literal([1, 2]).default(1),
})
export type SerialLine = z.output<typeof serialLineSchema>

/** A piece of a text feed, as makers of recorders have it typed: text, or bytes in hex (`0D 0A`). */
export const feedMarkSchema = z.discriminatedUnion('as', [
  z.strictObject({ as: z.literal('text'), value: z.string().min(1).max(100) }),
  z.strictObject({
    as: z.literal('hex'),
    value: z
      .string()
      .max(300)
      .regex(/^\s*(?:[0-9A-Fa-f]{2}[\s,]*){1,100}$/, 'hex is pairs such as 0D 0A'),
  }),
])
export type FeedMark = z.output<typeof feedMarkSchema>

/** Where a text feed's papers begin and end; the settings that camera recorders have, too. */
export const feedFramingSchema = z.strictObject({
  /** A line that holds it begins a paper, and what came before is let go. Null: any line begins one. */
  start: feedMarkSchema.nullable().default(null),
  /** A line that holds it ends the paper. Null: only silence does. */
  end: feedMarkSchema.nullable().default(null),
  /** Null: CR, LF or both. */
  delimiter: feedMarkSchema.nullable().default(null),
  /** Taken out of the feed wherever they stand. */
  ignore: z.array(feedMarkSchema).max(20).default([]),
  matchCase: z.boolean().default(false),
  /** Silence that ends a paper. */
  timeoutMs: z.int().min(200).max(600_000).default(5_000),
  /** Lines that still belong to the paper after its end. */
  extraLines: z.int().min(0).max(10).default(0),
  encoding: z.string().min(1).max(20).default('utf8'),
})
export type FeedFraming = z.output<typeof feedFramingSchema>
