import { z } from 'zod'
import { type Parsed, parseUnknown } from '../../../../contract/parse.ts'
import { profileNameSchema } from '../../../../contract/screen/lesson.ts'
import {
  defaultProfile,
  parseProfile,
  type ReceiptProfile,
  receiptProfileSchema,
} from '../receipts/profile.ts'

const FORMAT = 'countermark-receipt-profile'

/** A profile as it is carried from one station to another. */
const profileFileSchema = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(1),
  title: z.string().max(200),
  /** What a profile does not say is as in the default one. */
  profile: receiptProfileSchema.partial().extend({ name: profileNameSchema }),
})

/** A profile with what a person is told of it. */
export interface TitledProfile {
  readonly title: string
  readonly profile: ReceiptProfile
}

/** The text of a profile's file, for people to read as well. */
export function profileFile({ title, profile }: TitledProfile): string {
  return `${JSON.stringify({ format: FORMAT, version: 1, title, profile }, null, 2)}\n`
}

/** Reads such a file. The problem says what is wrong with it. */
export function readProfileFile(text: string): Parsed<TitledProfile> {
  const parsed = parseUnknown(profileFileSchema, jsonOf(text))
  if (!parsed.ok) return parsed
  const { title, profile } = parsed.value
  const slow = Object.values(profile.fields ?? {})
    .flat()
    .find(mayTakeLong)
  if (slow !== undefined) {
    const path = 'profile.fields'
    return { ok: false, problem: { path, message: `this pattern may take too long: ${slow}` } }
  }
  const merged: unknown = { ...defaultProfile(), ...profile }
  const whole = parseProfile(merged)
  return whole.ok ? { ok: true, value: { title, profile: whole.value } } : whole
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A repeated group that repeats inside: such a pattern can look at one row for hours. */
function mayTakeLong(pattern: string): boolean {
  return /\([^()]*[+*}][^()]*\)[+*{]/.test(pattern.replaceAll(/\\./g, ''))
}
