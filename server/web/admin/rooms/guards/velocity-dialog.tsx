import { Checkbox, Group, NumberInput, Select } from '@mantine/core'
import { useState } from 'react'
import type { VelocityKind, VelocityRule } from '../../../../../src/contract/admin/guards.ts'
import type { ProgramView } from '../../../../../src/contract/admin/views.ts'
import { type Currency, decimalText, type Minor } from '../../../../../src/contract/money.ts'
import { decimalMark } from '../../../../../src/ui/money.ts'
import { readAmount } from '../../forms/amount.ts'
import { AmountInput } from '../../forms/amount-input.tsx'
import { FormDialog } from '../../forms/dialog.tsx'
import { useSending } from '../../forms/use-sending.ts'
import { useTell } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'
import {
  readSpan,
  SPAN_UNIT_NAMES,
  SPAN_UNITS,
  type SpanUnit,
  type TypedSpan,
  typedSpan,
} from './velocity-span.ts'

const TIMES_MAX = 1_000

interface VelocityDialogProps {
  readonly program: ProgramView
  readonly rule: VelocityRule | null
  readonly what: VelocityKind
  readonly onClose: () => void
}

interface Fields {
  readonly isOn: boolean
  readonly span: TypedSpan
  readonly times: number | string
  readonly amount: string
}

/** Changes how much may be taken from one card in a span of time. */
export function VelocityDialog({ program, rule, what, onClose }: VelocityDialogProps) {
  const { t, locale } = useWords()
  const tell = useTell()
  const { currency, programId, name } = program
  const [fields, setFields] = useState(() => fieldsOf(rule, currency, locale))
  const [tried, setTried] = useState(false)
  const sending = useSending('set-velocity', () => {
    tell(t('guards.velocitySaved'))
    onClose()
  })
  const change = (part: Partial<Fields>) => setFields((before) => ({ ...before, ...part }))
  const read = readFields(fields, currency, locale)
  const submit = () => {
    setTried(true)
    if (read.rule !== undefined) void sending.send({ programId, what, rule: read.rule })
  }
  const wrong = tried ? read.wrong : undefined
  return (
    <FormDialog
      title={`${t('guards.velocityTitle', { name })}: ${t(`velocityKind.${what}`)}`}
      submit={t('action.save')}
      onSubmit={submit}
      onClose={onClose}
      busy={sending.busy}
      failure={sending.failure}
    >
      <p style={{ margin: 0 }}>{t('guards.velocityText')}</p>
      <Checkbox
        label={t('guards.velocityOn')}
        checked={fields.isOn}
        onChange={(event) => change({ isOn: event.currentTarget.checked })}
      />
      {fields.isOn && (
        <>
          <SpanInput
            span={fields.span}
            onChange={(span) => change({ span })}
            isWrong={wrong === 'span'}
          />
          <NumberInput
            label={t('guards.velocityTimes')}
            description={t('guards.velocityAmountAbout')}
            allowDecimal={false}
            allowNegative={false}
            hideControls
            value={fields.times}
            onChange={(times) => change({ times })}
            error={
              (wrong === 'times' && t('guards.velocityTimesWrong')) ||
              (wrong === 'both' && t('guards.velocityNeeded'))
            }
          />
          <AmountInput
            label={t('guards.velocityAmount')}
            currency={currency}
            value={fields.amount}
            onChange={(amount) => change({ amount })}
            error={wrong === 'amount' ? t('form.amountWrong') : undefined}
          />
        </>
      )}
    </FormDialog>
  )
}

interface SpanInputProps {
  readonly span: TypedSpan
  readonly onChange: (span: TypedSpan) => void
  readonly isWrong: boolean
}

/** A number and its unit: a span that another hand set is shown as it is, and saved as it was. */
function SpanInput({ span, onChange, isWrong }: SpanInputProps) {
  const { t } = useWords()
  const units = SPAN_UNIT_NAMES.map((unit) => ({ value: unit, label: t(`spanUnit.${unit}`) }))
  return (
    <Group grow align="flex-start" gap="sm">
      <NumberInput
        label={t('guards.velocitySpan')}
        allowNegative={false}
        hideControls
        value={span.count}
        onChange={(count) => onChange({ ...span, count })}
        error={isWrong && t('guards.velocitySpanWrong')}
      />
      <Select
        label={t('guards.velocityUnit')}
        data={units}
        allowDeselect={false}
        value={span.unit}
        onChange={(unit) => unit && onChange({ ...span, unit: unit as SpanUnit })}
      />
    </Group>
  )
}

function fieldsOf(rule: VelocityRule | null, currency: Currency, locale: string): Fields {
  const amount =
    rule?.amountMaxMinor == null
      ? ''
      : decimalText(rule.amountMaxMinor, currency).replace('.', decimalMark(locale))
  return {
    isOn: rule !== null,
    span: typedSpan(rule?.windowMs ?? SPAN_UNITS.days),
    times: rule?.countMax ?? '',
    amount,
  }
}

type Wrong = 'span' | 'times' | 'amount' | 'both'

/** What the fields say, or which of them is wrong. */
function readFields(
  { isOn, span, times, amount }: Fields,
  currency: Currency,
  locale: string,
): { readonly rule?: VelocityRule | null; readonly wrong?: Wrong } {
  if (!isOn) return { rule: null }
  const windowMs = readSpan(span)
  if (windowMs === undefined) return { wrong: 'span' }
  const countMax = times === '' ? null : Number(times)
  if (countMax !== null && !isTimes(countMax)) return { wrong: 'times' }
  const amountMaxMinor: Minor | null | undefined =
    amount.trim() === '' ? null : readAmount(amount, currency, locale)
  if (amountMaxMinor === undefined) return { wrong: 'amount' }
  if (countMax === null && amountMaxMinor === null) return { wrong: 'both' }
  return { rule: { windowMs, countMax, amountMaxMinor } }
}

function isTimes(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= TIMES_MAX
}
