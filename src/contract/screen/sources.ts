import { z } from 'zod'
import { TEXT_LENGTH_MAX } from '../limits.ts'
import { balanceMinorSchema, currencySchema } from '../money.ts'
import { SHOWN_ROW_LENGTH_MAX, SHOWN_ROWS_MAX } from './shown-rows.ts'
import { feedFramingSchema, serialLineSchema } from './source-wires.ts'
import { healthSchema, STATION_PROBLEMS } from './state.ts'

/** Sources of one station: a large shop has a dozen tills, each with one. */
export const SOURCES_MAX = 24
/** Papers that the station keeps at hand to be looked at; older ones are in the journal. */
export const RECENT_PAPERS_MAX = 20

const text = z.string().max(TEXT_LENGTH_MAX)
const timeMs = z.int().nonnegative()
const port = z.int().min(0).max(65_535)
/** A name or an address: `192.0.2.20`, `printer.local`, `::1`. */
const host = z.string().regex(/^[A-Za-z0-9._:%-]{1,253}$/, 'not a host name or address')
const path = z.string().trim().min(1).max(1_000)
const endpoint = z.strictObject({ host, port: port.min(1) })

/** Names a source for good: in settings, in papers, in the journal. */
export const sourceIdSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'an id has 1 to 40 small letters, digits or -')

/** How the bytes of a source are read. `auto`: found from the first papers, and kept. */
export const DIALECTS = ['auto', 'escpos', 'star-line', 'star-prnt', 'ithaca', 'text'] as const
export type Dialect = (typeof DIALECTS)[number]
/** What was found of a source that finds it by itself. */
export type FoundDialect = Exclude<Dialect, 'auto'>
const foundDialectSchema = z.enum(DIALECTS).exclude(['auto'])

const common = {
  id: sourceIdSchema,
  /** What people call it: "Till 1". */
  name: z.string().trim().min(1).max(60),
  /** The till whose papers these are, where a paper does not name its own. */
  till: z.string().trim().min(1).max(40).nullable().default(null),
  dialect: z.enum(DIALECTS).default('auto'),
  /** Name of a shipped or learnt profile. */
  profile: z.string().trim().min(1).max(60).default('default'),
}
/** Silence that ends a paper without a cut: gaps inside a job come from flow control. */
const idleMs = z.int().min(100).max(60_000).default(1_000)

/** One way to hear a till, as it is set up. */
export const sourceConfigSchema = z.discriminatedUnion('kind', [
  /** The POS prints to this station over TCP; it passes everything on to the real printer. */
  z.strictObject({
    ...common,
    kind: z.literal('printer-tcp'),
    host: host.default('0.0.0.0'),
    port: port.default(9_100),
    /** Null: there is no printer behind us, and the station answers like one. */
    forwardTo: endpoint.nullable().default(null),
    idleMs,
  }),
  /** A print queue (LPD, RFC 1179), as Unix, AS/400 and hotel systems have. */
  z.strictObject({
    ...common,
    kind: z.literal('printer-lpd'),
    host: host.default('0.0.0.0'),
    port: port.default(515),
    /** `queue` null: raw TCP to the printer; with a queue: on to another LPD server. */
    forwardTo: z
      .strictObject({ ...endpoint.shape, queue: z.string().min(1).max(100).nullable() })
      .nullable()
      .default(null),
  }),
  /** Listens on a Y cable: POS to printer only. */
  z.strictObject({ ...common, kind: z.literal('serial-tee'), line: serialLineSchema, idleMs }),
  /** Between POS and printer on two ports: everything is passed on, both ways. */
  z.strictObject({
    ...common,
    kind: z.literal('serial-relay'),
    /** The port that the POS is plugged into; its line settings hold for both. */
    line: serialLineSchema,
    printerPath: path,
    /** DTR/DSR and RTS/CTS are carried over; off where a port cannot. */
    modemLines: z.boolean().default(true),
    idleMs,
  }),
  /** Files that the POS writes: one a sale, or one that grows. */
  z.strictObject({
    ...common,
    kind: z.literal('journal-folder'),
    folder: path,
    /** `*` stands for any characters: `*.xml`, `sales-*.txt`. Without one all files are read. */
    pattern: z.string().min(1).max(100).default('*'),
    /**
     * How the files are written: `text` (printed rows), the name of a shipped format such as `poslog`,
     * or `auto`: found by what comes.
     */
    format: z.string().trim().min(1).max(80).default('auto'),
    /**
     * What this shop sets otherwise: `tender` (values that mean the gift card), `dialect`, and members
     * of the format by their paths, as docs/operating/journals.md says.
     */
    formatSettings: z
      .record(
        z.string().max(80),
        z.union([text, z.int(), z.boolean(), z.array(text).max(50), z.null()]),
      )
      .refine((settings) => Object.keys(settings).length <= 50, 'there are more than 50 settings')
      .default({}),
    /** Where papers begin and end in files of `text`. */
    framing: feedFramingSchema.prefault({ timeoutMs: 2_000 }),
    /** A network share gives no sign of a change: files are looked at so often. */
    pollMs: z.int().min(100).max(600_000).default(1_000),
    /** What was written while the station was off is read when it is not older than this. */
    backfillHours: z
      .int()
      .min(0)
      .max(24 * 31)
      .default(24),
  }),
  /** A text feed as POS send to camera recorders. */
  z.strictObject({
    ...common,
    kind: z.literal('text-feed-tcp'),
    mode: z.enum(['listen', 'connect']),
    host: host.default('0.0.0.0'),
    port: port.default(10_000),
    /** Only from these addresses; empty: from any. */
    allowFrom: z.array(host).max(20).default([]),
    framing: feedFramingSchema,
  }),
  z.strictObject({
    ...common,
    kind: z.literal('text-feed-serial'),
    line: serialLineSchema,
    framing: feedFramingSchema,
  }),
  /** A program of the shop tells payments by HTTP; the token is in the file that the view names. */
  z.strictObject({
    ...common,
    kind: z.literal('callback'),
    host: host.default('127.0.0.1'),
    port,
  }),
  /** Payments of a cloud POS, which the server receives and passes to this location's stations. */
  z.strictObject({ ...common, kind: z.literal('cloud') }),
])
export type SourceConfig = z.output<typeof sourceConfigSchema>
export type SourceKind = SourceConfig['kind']
export type SourceConfigOf<Kind extends SourceKind> = Extract<SourceConfig, { kind: Kind }>

/** The whole list, as it is kept. */
export const sourceConfigsSchema = z.array(sourceConfigSchema).max(SOURCES_MAX)

/** Things a technician should know that are no trouble by themselves. */
export const SOURCE_NOTES = [
  /** The port has no modem lines to carry over; POS that use them for flow control may lose text. */
  'modem-lines-not-carried',
  /** Files that were there before the station ever looked are not read. */
  'earlier-files-left',
] as const
export type SourceNote = (typeof SOURCE_NOTES)[number]

/** One source as it is now. */
export const sourceViewSchema = z.strictObject({
  config: sourceConfigSchema,
  /** Given on the command line: changed there, not on the screen. */
  isFixed: z.boolean(),
  health: healthSchema,
  notes: z.array(z.enum(SOURCE_NOTES)).max(SOURCE_NOTES.length),
  /** Where it listens, with the port that the system picked for port 0. */
  listening: z.strictObject({ host: text, port }).nullable(),
  foundDialect: foundDialectSchema.nullable(),
  lastPaper: z
    .strictObject({
      endedAtMs: timeMs,
      rowCount: z.int().nonnegative(),
      tenderCount: z.int().nonnegative(),
    })
    .nullable(),
  /** The file with the token that callers give. */
  tokenFile: z.string().max(1_100).nullable(),
})
export type SourceView = z.output<typeof sourceViewSchema>

/** What the test button shows. */
export const sourceTestSchema = z.strictObject({
  /** `ok`: heard from, or reached; `waiting`: all is set, nothing was heard yet. */
  outcome: z.enum(['ok', 'waiting', 'problem']),
  problem: z.enum(STATION_PROBLEMS).nullable(),
  /** An address, a path, a count: for the technician. */
  detail: text.nullable(),
  lastSeenAtMs: timeMs.nullable(),
})
export type SourceTest = z.output<typeof sourceTestSchema>

/** A paper as it was captured, with what was read of it and from where. Numbers are masked. */
export const recentPaperSchema = z.strictObject({
  /** Counts up with each paper since the station started. */
  ordinal: z.int().positive(),
  sourceId: text,
  endedAtMs: timeMs,
  kind: z.enum(['sale', 'copy', 'training', 'void']),
  rows: z.array(z.string().max(SHOWN_ROW_LENGTH_MAX)).max(SHOWN_ROWS_MAX),
  /** Rows that are left out at the end. */
  rowsLeftOut: z.int().nonnegative(),
  tenders: z
    .array(
      z.strictObject({
        label: text,
        amountMinor: balanceMinorSchema,
        currency: currencySchema,
        row: z.int().nonnegative(),
        kind: z.enum(['payment', 'void', 'refund', 'change', 'copy', 'training']),
        sign: z.enum(['plus', 'minus']),
        confidence: z.number().min(0).max(1),
        reasons: z.array(text).max(20),
        rows: z.array(z.int().nonnegative()).max(20),
      }),
    )
    .max(50),
  till: text.nullable(),
  receiptNumber: text.nullable(),
  printedDate: text.nullable(),
  clerk: text.nullable(),
  totalMinor: z.int().nullable(),
  externalId: text.nullable(),
})
export type RecentPaper = z.output<typeof recentPaperSchema>

const nothing = z.strictObject({})

/** What the set-up screens may ask about sources; spread into SCREEN. */
export const SOURCES_SCREEN = {
  'list-sources': {
    effect: 'read',
    params: nothing,
    result: z.strictObject({ sources: z.array(sourceViewSchema).max(2 * SOURCES_MAX) }),
  },
  /** Adds a source, or changes the one with this id; it is started again with the new settings. */
  'save-source': {
    effect: 'write',
    params: z.strictObject({ source: sourceConfigSchema }),
    result: nothing,
  },
  'remove-source': {
    effect: 'write',
    params: z.strictObject({ id: sourceIdSchema }),
    result: nothing,
  },
  'test-source': {
    effect: 'read',
    params: z.strictObject({ id: sourceIdSchema }),
    result: sourceTestSchema,
  },
  /** The newest papers first. `sourceId` null: of all sources. */
  'recent-papers': {
    effect: 'read',
    params: z.strictObject({
      sourceId: sourceIdSchema.nullable(),
      limit: z.int().min(1).max(RECENT_PAPERS_MAX),
    }),
    result: z.strictObject({ papers: z.array(recentPaperSchema).max(RECENT_PAPERS_MAX) }),
  },
} as const
