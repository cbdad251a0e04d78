import { SegmentedControl, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { SourceKind, SourceView } from '../../contract/screen/sources.ts'
import { useScreen } from '../screen/context.ts'
import { useWords } from '../words/words.tsx'
import { RoomFrame } from './room-frame.tsx'
import type { Enter } from './rooms.ts'
import {
  configOf,
  emptyForm,
  FIELD_CHOICES,
  formOf,
  SOURCE_FIELDS,
  SOURCE_KINDS,
  type SourceField,
  type SourceForm,
} from './source-fields.ts'
import { useLive } from './use-live.ts'

interface SourceRoomProps {
  /** Undefined: a new one. */
  readonly sourceId: string | undefined
  readonly enter: Enter
}

/** One way in: which kind it is, and its settings. */
export function SourceRoom({ sourceId, enter }: SourceRoomProps) {
  const { t } = useWords()
  const { value } = useLive('list-sources', {})
  const [kind, setKind] = useState<SourceKind | undefined>(undefined)
  if (value === undefined) return null
  const present = value.sources.find(({ config }) => config.id === sourceId)
  const shown = present?.config.kind ?? kind
  const back = () => {
    if (present === undefined && kind !== undefined) setKind(undefined)
    else enter({ kind: 'sources' })
  }
  return (
    <RoomFrame title={present?.config.name ?? t('setup.add')} onBack={back}>
      {shown === undefined ? (
        <KindChoice onChoose={setKind} />
      ) : (
        <SourceForms
          key={sourceId ?? 'new'}
          {...{ kind: shown, present, enter }}
          newId={freeId(shown, value.sources)}
        />
      )}
    </RoomFrame>
  )
}

function KindChoice({ onChoose }: { readonly onChoose: (kind: SourceKind) => void }) {
  const { t } = useWords()
  return (
    <div className="kinds">
      {SOURCE_KINDS.map((kind) => (
        <button key={kind} type="button" className="kind" onClick={() => onChoose(kind)}>
          <b>{t(`setup.kinds.${kind}`)}</b>
          <span>{t(`setup.kindHints.${kind}`)}</span>
        </button>
      ))}
    </div>
  )
}

interface SourceFormsProps {
  readonly kind: SourceKind
  readonly present: SourceView | undefined
  readonly newId: string
  readonly enter: Enter
}

function SourceForms({ kind, present, newId, enter }: SourceFormsProps) {
  const { run } = useScreen()
  const { t } = useWords()
  const [form, setForm] = useState<SourceForm>(() =>
    present ? formOf(present.config) : emptyForm(kind, t(`setup.kinds.${kind}`)),
  )
  const [wrong, setWrong] = useState<SourceField | undefined>(undefined)
  const isFixed = present?.isFixed ?? false
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const made = configOf(kind, form, present?.config.id ?? newId, present?.config)
    if ('wrong' in made) return setWrong(made.wrong)
    const reply = await run('save-source', { source: made.config })
    if (reply?.ok) enter({ kind: 'sources' })
  }
  return (
    <form className="source-form" onSubmit={(event) => void submit(event)}>
      <p className="setup-lead">{t(`setup.kindHints.${kind}`)}</p>
      {isFixed && <p className="panel-note">{t('setup.fixed')}</p>}
      <div className="source-fields">
        {SOURCE_FIELDS[kind].map((field) => (
          <Field
            key={field}
            field={field}
            value={form[field] ?? ''}
            isFixed={isFixed}
            isWrong={wrong === field}
            onChange={(value) => {
              setWrong(undefined)
              setForm((before) => ({ ...before, [field]: value }))
            }}
          />
        ))}
      </div>
      {!isFixed && (
        <div className="lesson-buttons">
          <button type="submit" className="button button-main">
            {t('setup.save')}
          </button>
          {present && <RemoveButton id={present.config.id} enter={enter} />}
        </div>
      )}
    </form>
  )
}

/** Asked twice: what is removed is not heard any more. */
function RemoveButton({ id, enter }: { readonly id: string; readonly enter: Enter }) {
  const { run } = useScreen()
  const { t } = useWords()
  const [isAsked, ask] = useState(false)
  const remove = async () => {
    const reply = await run('remove-source', { id })
    if (reply?.ok) enter({ kind: 'sources' })
  }
  return (
    <button
      type="button"
      className="button button-choose"
      onClick={() => (isAsked ? void remove() : ask(true))}
    >
      {t(isAsked ? 'setup.removeYes' : 'setup.remove')}
    </button>
  )
}

function freeId(kind: SourceKind, sources: readonly SourceView[]): string {
  const taken = new Set(sources.map(({ config }) => config.id))
  let id: string = kind
  for (let count = 2; taken.has(id); count += 1) id = `${kind}-${count}`
  return id
}

interface FieldProps {
  readonly field: SourceField
  readonly value: string
  readonly isFixed: boolean
  readonly isWrong: boolean
  readonly onChange: (value: string) => void
}

function Field({ field, value, isFixed, isWrong, onChange }: FieldProps) {
  const { t } = useWords()
  const label = t(`setup.fields.${field}`)
  const choices = FIELD_CHOICES[field]
  if (choices) {
    return (
      <div className="source-choice">
        <span id={`field-${field}`}>{label}</span>
        <SegmentedControl
          aria-labelledby={`field-${field}`}
          size="lg"
          value={value}
          disabled={isFixed}
          onChange={onChange}
          data={choices.map((choice) => ({
            value: choice,
            label: field === 'mode' ? t(`setup.modes.${modeOf(choice)}`) : choice,
          }))}
        />
      </div>
    )
  }
  return (
    <TextInput
      label={label}
      size="lg"
      value={value}
      readOnly={isFixed}
      maxLength={1_000}
      autoComplete="off"
      spellCheck={false}
      error={isWrong ? t('setup.fieldWrong', { field: label }) : undefined}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

function modeOf(choice: string): 'listen' | 'connect' {
  return choice === 'connect' ? 'connect' : 'listen'
}
