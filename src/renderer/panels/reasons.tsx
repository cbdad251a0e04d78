import { TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { TEXT_LENGTH_MAX } from '../../contract/limits.ts'

interface ReasonsProps<Reason extends string> {
  readonly reasons: readonly Reason[]
  readonly words: {
    readonly of: (reason: Reason) => string
    readonly other: string
    readonly save: string
  }
  readonly onReason: (reason: Reason) => void
  /** In the clerk's own words, never empty. */
  readonly onOther: (text: string) => void
}

/** The usual reasons, a touch each, and a line for another one. */
export function Reasons<Reason extends string>({
  reasons,
  words,
  onReason,
  onOther,
}: ReasonsProps<Reason>) {
  const [other, setOther] = useState('')
  const said = other.trim()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (said !== '') onOther(said)
  }
  return (
    <>
      <div className="reasons">
        {reasons.map((reason) => (
          <button
            key={reason}
            type="button"
            className="button button-choose"
            onClick={() => onReason(reason)}
          >
            {words.of(reason)}
          </button>
        ))}
      </div>
      <form className="dismiss-other" onSubmit={submit}>
        <TextInput
          label={words.other}
          size="lg"
          value={other}
          maxLength={TEXT_LENGTH_MAX}
          autoComplete="off"
          onChange={(event) => setOther(event.currentTarget.value)}
        />
        <button type="submit" className="button button-main" disabled={said === ''}>
          {words.save}
        </button>
      </form>
    </>
  )
}
