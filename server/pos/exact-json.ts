/**
 * JSON whose numbers are kept as they are written: `12.10` becomes the text `12.10`, and an id of 19
 * digits loses none. Undefined for what is not JSON.
 */
export function parseExact(text: string): unknown {
  try {
    return JSON.parse(text, asWritten)
  } catch {
    return undefined
  }
}

function asWritten(_: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === 'number' ? (context?.source ?? String(value)) : value
}
