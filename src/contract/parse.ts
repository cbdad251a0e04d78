import type { z } from 'zod'

/** What {@link parseUnknown} found wrong: the first problem, as a sentence that names the place. */
export interface ParseProblem {
  readonly path: string
  readonly message: string
}

export type Parsed<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: ParseProblem }

/**
 * The same schema for text whose type tells what was checked. Not a transform: that would be work for
 * each value that comes in.
 */
export function checkedText<Value extends string>(
  schema: z.ZodType<string, string>,
): z.ZodType<Value, string> {
  return schema as z.ZodType<Value, string>
}

/** The same as {@link checkedText} for a number. */
export function checkedNumber<Value extends number>(
  schema: z.ZodType<number, number>,
): z.ZodType<Value, number> {
  return schema as z.ZodType<Value, number>
}

/** Fails to compile unless the argument is exactly `unknown`: parsed values are not parsed again. */
type ExactlyUnknown<Input> = unknown extends Input ? (0 extends 1 & Input ? never : Input) : never

/**
 * The one way from outside into a typed value. Never throws; names the first place that is wrong.
 * Values are not echoed in the message: they may hold a card number.
 */
export function parseUnknown<Schema extends z.ZodType, Input>(
  schema: Schema,
  input: Input & ExactlyUnknown<Input>,
): Parsed<z.output<Schema>> {
  const whole: unknown = input
  const parsed = parsePart(schema, whole)
  if (!parsed.ok || isGoodText(parsed.value)) return parsed
  const path = pathOfBadText(parsed.value) ?? []
  return { ok: false, problem: { path: path.join('.'), message: BAD_TEXT } }
}

/**
 * Like {@link parseUnknown}, for a part of what {@link parseUnknown} or {@link parseJson} gave: its
 * text was looked at with the whole and is not looked at again.
 */
export function parsePart<Schema extends z.ZodType, Input>(
  schema: Schema,
  input: Input & ExactlyUnknown<Input>,
): Parsed<z.output<Schema>> {
  const result = schema.safeParse(input)
  if (result.success) return { ok: true, value: result.data }
  const issue = result.error.issues[0]
  return {
    ok: false,
    problem: {
      path: issue ? issue.path.map(String).join('.') : '',
      message: issue ? messageOf(issue, input) : 'not of the expected form',
    },
  }
}

const BAD_TEXT = 'the text has a character that is none: half of a pair, or NUL; leave it out'

/**
 * False when there is text that no database gives back as it was: half of a surrogate pair, which
 * UTF-8 has no bytes for, or NUL. What is hashed and what is kept would differ. The place is looked
 * for only when there is one.
 */
function isGoodText(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0')
  if (typeof value !== 'object' || value === null) return true
  for (const name in value) if (!isGoodText((value as Record<string, unknown>)[name])) return false
  return true
}

function pathOfBadText(value: unknown): string[] | undefined {
  if (isGoodText(value)) return undefined
  if (typeof value !== 'object' || value === null) return []
  for (const [name, member] of Object.entries(value)) {
    const path = pathOfBadText(member)
    if (path) return [name, ...path]
  }
  return []
}

const UNKNOWN_MEMBER = 'there is a member that is not known here; leave it out'

/** How a person calls what a schema expects; other kinds are told in the schema's own words. */
const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
}

/** The schema's own sentence, but for those that quote what was sent, or that are in the library's terms. */
function messageOf(issue: z.core.$ZodIssue, input: unknown): string {
  if (issue.code === 'unrecognized_keys') return UNKNOWN_MEMBER
  const kind = issue.code === 'invalid_type' ? KINDS[issue.expected] : undefined
  if (kind === undefined) return issue.message
  return isThere(input, issue.path) ? `it has to be ${kind}` : `it is missing; give ${kind}`
}

function isThere(input: unknown, path: readonly PropertyKey[]): boolean {
  let part = input
  for (const name of path) {
    if (typeof part !== 'object' || part === null) return false
    part = (part as Record<PropertyKey, unknown>)[name]
  }
  return part !== undefined
}

/** Parses JSON text, then the schema. Text that is not JSON is a problem like any other. */
export function parseJson<Schema extends z.ZodType>(
  schema: Schema,
  text: string,
): Parsed<z.output<Schema>> {
  let input: unknown
  try {
    input = JSON.parse(text)
  } catch {
    return { ok: false, problem: { path: '', message: 'not JSON' } }
  }
  return mayHoldBadText(text) ? parseUnknown(schema, input) : parsePart(schema, input)
}

/** JSON that is itself of whole characters can name one that is none only by an escape of its number. */
function mayHoldBadText(json: string): boolean {
  return json.includes('\\u') || !json.isWellFormed()
}

/** A bug if it is ever false: an assumption inside the program, never a check of input. */
export function invariant(condition: unknown, sentence: string): asserts condition {
  if (!condition) throw new Error(`invariant broken: ${sentence}`)
}

/** The end of a `switch` over a union: compiles only when every case is handled. */
export function assertNever(value: never): never {
  throw new Error(`unhandled case: ${JSON.stringify(value)}`)
}
