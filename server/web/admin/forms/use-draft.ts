import { useState } from 'react'

/** A value while somebody types it. */
interface Draft<Value> {
  readonly draft: Value
  readonly setDraft: (draft: Value) => void
  /** What was handed on: it comes back later as the value, and changes nothing then. */
  readonly setTold: (value: Value) => void
}

/**
 * What is typed of a value that may be changed elsewhere too, by a button or in the address: what was
 * typed gives way to that, and not to its own late echo.
 */
export function useDraft<Value>(
  value: Value,
  isSame: (left: Value, right: Value) => boolean = Object.is,
): Draft<Value> {
  const [draft, setDraft] = useState(value)
  const [seen, setSeen] = useState(value)
  const [told, setTold] = useState(value)
  if (!isSame(seen, value)) {
    setSeen(value)
    if (!isSame(told, value)) {
      setTold(value)
      setDraft(value)
    }
  }
  return { draft, setDraft, setTold }
}
