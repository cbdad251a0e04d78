import type { JsonValue } from './json-select.ts'
import { MENDED_CHARS_MAX } from './limits.ts'

/**
 * Parses one value, its numbers as the text that they are written as. Commas behind the last member,
 * which some tills write, are let pass. Undefined for what is no JSON.
 */
export function parseJsonText(text: string): JsonValue | undefined {
  const value = parsed(text)
  if (value !== undefined || text.length > MENDED_CHARS_MAX) return value
  return parsed(withoutLastCommas(text))
}

/** The text of a number is handed to a reviver by the engine; the types do not know it yet. */
type SourceReviver = (
  this: unknown,
  key: string,
  value: unknown,
  context: { readonly source: string },
) => unknown

const keepNumbers: SourceReviver = (_, value, context) =>
  typeof value === 'number' ? context.source : value

function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text, keepNumbers as (key: string, value: unknown) => unknown) as JsonValue
  } catch {
    return undefined
  }
}

/** A comma before a closing bracket, outside of texts. */
function withoutLastCommas(text: string): string {
  return text.replaceAll(
    /("[^"\\]*(?:\\.[^"\\]*)*")|,(?=\s*[}\]])/g,
    (_, quoted?: string) => quoted ?? '',
  )
}
