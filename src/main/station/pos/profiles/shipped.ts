import { z } from 'zod'
import { invariant, parseUnknown } from '../../../../contract/parse.ts'
import { profileNameSchema } from '../../../../contract/screen/lesson.ts'
import {
  defaultProfile,
  parseProfile,
  type ReceiptProfile,
  receiptProfileSchema,
} from '../receipts/profile.ts'
import brazilianTill from './brazilian-till.json' with { type: 'json' }
import clover from './clover.json' with { type: 'json' }
import dutchTill from './dutch-till.json' with { type: 'json' }
import frenchTill from './french-till.json' with { type: 'json' }
import germanTill from './german-till.json' with { type: 'json' }
import italianTill from './italian-till.json' with { type: 'json' }
import lightspeedRetail from './lightspeed-retail.json' with { type: 'json' }
import odooText from './odoo-text.json' with { type: 'json' }
import opensourcepos from './opensourcepos.json' with { type: 'json' }
import quebecTill from './quebec-till.json' with { type: 'json' }
import retalixR10 from './retalix-r10.json' with { type: 'json' }
import spanishTill from './spanish-till.json' with { type: 'json' }
import squareRegister from './square-register.json' with { type: 'json' }
import unicenta from './unicenta.json' with { type: 'json' }

const SHIPPED: readonly unknown[] = [
  brazilianTill,
  clover,
  dutchTill,
  frenchTill,
  germanTill,
  italianTill,
  lightspeedRetail,
  odooText,
  opensourcepos,
  quebecTill,
  retalixR10,
  spanishTill,
  squareRegister,
  unicenta,
]

const { printer, marks, disqualify, totals } = receiptProfileSchema.shape

/** A profile as it is shipped: what is other than in the default profile, and why we believe it. */
const shippedSchema = z.strictObject({
  name: profileNameSchema,
  /** The systems that it is for. */
  title: z.string().min(1).max(200),
  /** Where the facts are from, and what is only believed. */
  restsOn: z.string().min(1).max(600),
  /** In the place of the default's. */
  changes: receiptProfileSchema.omit({ name: true, printer: true, marks: true }).partial().extend({
    printer: printer.partial().optional(),
  }),
  /** Beside the default's words. */
  added: z.strictObject({ disqualify: disqualify.optional(), totals: totals.optional() }),
  addedMarks: z.strictObject({ void: marks.shape.void }).optional(),
})
type Shipped = z.output<typeof shippedSchema>

/** A profile that comes with the product. */
export interface ShippedProfile {
  readonly title: string
  readonly restsOn: string
  readonly profile: ReceiptProfile
}

/** The shipped profiles by their names; the default one is first. */
export function shippedProfiles(): ReadonlyMap<string, ShippedProfile> {
  const general = {
    title: 'Any till: gift-card words in seven languages',
    restsOn: 'Words of a real POS in seven languages and of trade use; see the reader of receipts.',
    profile: defaultProfile(),
  }
  const others = SHIPPED.map(parseShipped).map((shipped) => [shipped.name, whole(shipped)] as const)
  return new Map<string, ShippedProfile>([[general.profile.name, general], ...others])
}

function parseShipped(json: unknown): Shipped {
  const parsed = parseUnknown(shippedSchema, json)
  invariant(parsed.ok, 'a shipped profile is of the right form')
  return parsed.value
}

function whole({ name, title, restsOn, changes, added, addedMarks }: Shipped): ShippedProfile {
  const base = defaultProfile()
  const merged: unknown = {
    ...base,
    ...changes,
    name,
    printer: { ...base.printer, ...changes.printer },
    disqualify: joined(base.disqualify, added.disqualify),
    totals: joined(base.totals, added.totals),
    marks: joinedMarks(base.marks, addedMarks),
  }
  const profile = parseProfile(merged)
  invariant(profile.ok, 'a shipped profile is whole')
  return { title, restsOn, profile: profile.value }
}

function joined(words: readonly string[], more: readonly string[] = []): string[] {
  return [...new Set([...words, ...more])]
}

function joinedMarks(
  base: ReceiptProfile['marks'],
  added: Shipped['addedMarks'],
): ReceiptProfile['marks'] {
  if (added === undefined) return base
  const { row, anywhere } = added.void
  const voided = {
    row: joined(base.void.row, row),
    anywhere: joined(base.void.anywhere, anywhere),
  }
  return { ...base, void: voided }
}
