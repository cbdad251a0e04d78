import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { invariant, parseJson, parseUnknown } from '../../../contract/parse.ts'
import { SYMBOLOGIES } from '../../../contract/screen/scanners.ts'
import { SCANNER_BAUD_RATE } from './limits.ts'
import shippedJson from './serial-profiles.json' with { type: 'json' }

/** Text around each reading that the scanner was told to send; not part of the code. */
const affix = z.string().max(20).default('')

/** What is peculiar to one make or setting of serial scanners, as data. */
const serialProfileSchema = z.strictObject({
  name: z.string().min(1).max(60),
  baudRate: z.int().min(300).max(921_600).default(SCANNER_BAUD_RATE),
  dataBits: z.literal([7, 8]).default(8),
  parity: z.enum(['none', 'even', 'odd']).default('none'),
  stopBits: z.literal([1, 2]).default(1),
  /** Hardware flow control. */
  rtscts: z.boolean().default(false),
  /** `text`: CR, LF, TAB, STX…ETX or silence; `ssi`: Zebra's packets, each acknowledged. */
  protocol: z.enum(['text', 'ssi']).default('text'),
  prefix: affix,
  suffix: affix,
  /** Letters in front of the text that name the kind of code; the longest that fits is dropped. */
  codeIds: z.record(z.string().min(1).max(4), z.enum(SYMBOLOGIES)).default({}),
  /** `ack-nak`: the scanner waits for 06 or 15 (hex) after each reading. */
  answers: z.enum(['none', 'ack-nak']).default('none'),
})
export type SerialProfile = z.output<typeof serialProfileSchema>

const shipped = readShipped()

/** Names of the profiles that come with the station. */
export const SERIAL_PROFILE_NAMES: readonly string[] = shipped.map(({ name }) => name)

/**
 * A shipped profile by its name, or one in a JSON file by its path. Throws with what is wrong: for
 * whoever starts the station.
 */
export function findSerialProfile(nameOrPath: string): SerialProfile {
  const found = shipped.find(({ name }) => name === nameOrPath)
  if (found !== undefined) return found
  if (!nameOrPath.endsWith('.json')) {
    throw new RangeError(
      `There is no scanner profile ${nameOrPath}. Choose ${SERIAL_PROFILE_NAMES.join(', ')}, or name a .json file.`,
    )
  }
  const parsed = parseJson(serialProfileSchema, readFileSync(nameOrPath, 'utf8'))
  if (parsed.ok) return parsed.value
  throw new RangeError(`${nameOrPath}: ${parsed.problem.path} ${parsed.problem.message}`)
}

function readShipped(): readonly SerialProfile[] {
  const parsed = parseUnknown(z.array(serialProfileSchema), shippedJson as unknown)
  invariant(parsed.ok, 'the shipped scanner profiles are right')
  return parsed.value
}
