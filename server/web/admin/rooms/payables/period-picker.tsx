import { Button, Group } from '@mantine/core'
import { DayInput } from '../../forms/day-input.tsx'
import { useDraft } from '../../forms/use-draft.ts'
import { formatLongDay, monthPeriod } from '../../show/dates.ts'
import styles from '../../show/show.module.css'
import { useTimes } from '../../show/times.tsx'
import { useWords } from '../../words/words.tsx'

/** Whole days, both included, as `YYYY-MM-DD`. */
export interface Period {
  readonly from: string
  readonly to: string
}

interface PeriodPickerProps {
  readonly period: Period
  readonly onChange: (period: Period) => void
}

/** Chooses a period: by its days, or one of the two months that are asked for most. */
export function PeriodPicker({ period, onChange }: PeriodPickerProps) {
  const { t } = useWords()
  const times = useTimes()
  const today = times.dayOf(Date.now())
  const presets = [
    { label: t('payables.thisMonth'), period: monthPeriod(today, 0) },
    { label: t('payables.lastMonth'), period: monthPeriod(today, 1) },
  ]
  return (
    <div className={`${styles['filters']} ${styles['filtersAlone']}`}>
      <DayFields period={period} onChange={onChange} />
      <Group gap="xs">
        {presets.map((preset) => {
          const chosen = isSamePeriod(preset.period, period)
          return (
            <Button
              key={preset.label}
              variant={chosen ? 'light' : 'default'}
              aria-pressed={chosen}
              onClick={() => onChange(preset.period)}
            >
              {preset.label}
            </Button>
          )
        })}
      </Group>
    </div>
  )
}

function isSamePeriod(left: Period, right: Period): boolean {
  return left.from === right.from && left.to === right.to
}

/** Two days that are taken over when they make a period; the other order is said, not guessed. */
function DayFields({ period, onChange }: PeriodPickerProps) {
  const { t, locale } = useWords()
  const { draft: days, setDraft: setDays, setTold } = useDraft(period, isSamePeriod)
  const isBackward = days.from !== '' && days.to !== '' && days.from > days.to
  const change = (next: Period) => {
    setDays(next)
    if (next.from === '' || next.to === '' || next.from > next.to) return
    setTold(next)
    onChange(next)
  }
  return (
    <>
      <DayInput
        label={t('filter.from')}
        value={days.from}
        onChange={(from) => change({ ...days, from })}
      />
      <DayInput
        label={t('filter.to')}
        value={days.to}
        onChange={(to) => change({ ...days, to })}
        error={isBackward && t('payables.backward', { day: formatLongDay(days.from, locale) })}
      />
    </>
  )
}
