import { useDebouncedValue } from '@mantine/hooks'
import { type ReactNode, useId, useState } from 'react'
import { FormProvider, useForm, useWatch } from 'react-hook-form'
import type { ScheduleVersionView } from '../../../../../src/contract/admin/terms.ts'
import {
  CALENDARS,
  DEFAULT_SCHEDULE,
  PAY_WAYS,
  type Schedule,
} from '../../../../../src/contract/schedule.ts'
import { useRead } from '../../api/admin.tsx'
import { OvertakenNotice } from '../../forms/overtaken-notice.tsx'
import { typedFields } from '../../forms/typed-fields.tsx'
import { useBasis } from '../../forms/use-basis.ts'
import { useSending } from '../../forms/use-sending.ts'
import { useTimes } from '../../show/times.tsx'
import { useTell } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'
import { PREVIEW_AFTER_MS } from '../terms/limits.ts'
import { DecisionRow, FormButtons, NotSaved } from '../terms/terms-form.tsx'
import { RunTable } from './run-table.tsx'
import styles from './schedule.module.css'
import { fieldsOf, readFields, type ScheduleFields } from './schedule-fields.ts'
import { weekdayName } from './schedule-lines.ts'

interface ScheduleFormProps {
  /** As it was read last. */
  readonly newest: ScheduleVersionView | undefined
  readonly onClose: () => void
}

/** Types over the newest schedule: what is saved is the next version, at once or for a day to come. */
export function ScheduleForm({ newest: found, onClose }: ScheduleFormProps) {
  const { newest, overtakenBy } = useBasis(found)
  const { t } = useWords()
  const times = useTimes()
  const tell = useTell()
  const base = newest?.schedule ?? { ...DEFAULT_SCHEDULE, timeZone: homeZone() }
  const form = useForm<ScheduleFields>({ defaultValues: fieldsOf(base, times.dayOf(Date.now())) })
  const sending = useSending('change-schedule', () => {
    tell(t('schedule.saved'))
    onClose()
  })
  const submit = async (fields: ScheduleFields) => {
    const read = readFields(fields)
    const { validFrom, reason, password } = fields
    if (read.ok)
      return sending.send({
        ...{ basedOn: newest?.version ?? 0, schedule: read.schedule, reason, password },
        validFrom: validFrom === '' ? null : validFrom,
      })
    for (const path of read.wrong) form.setError(path as 'reason', { type: 'schedule' })
    form.setFocus(read.wrong[0] as 'reason')
  }
  return (
    <FormProvider {...form}>
      <form noValidate onSubmit={(event) => void form.handleSubmit(submit)(event)}>
        <RhythmGroup />
        <CutOffGroup />
        <LeadGroup />
        <LivePreview />
        <DecisionRow />
        {sending.failure && <NotSaved failure={sending.failure} />}
        <OvertakenNotice overtakenBy={overtakenBy} />
        <FormButtons busy={sending.busy} onClose={onClose} />
      </form>
    </FormProvider>
  )
}

function homeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className={styles['group']}>
      <legend>{title}</legend>
      <div className={styles['fields']}>{children}</div>
    </fieldset>
  )
}

const { TextField, ChoiceField } = typedFields<ScheduleFields>()

function RhythmGroup() {
  const { t, locale } = useWords()
  const every = useWatch<ScheduleFields, 'every'>({ name: 'every' })
  const on = useWatch<ScheduleFields, 'on'>({ name: 'on' })
  return (
    <Group title={t('schedule.rhythm')}>
      <ChoiceField
        name="every"
        label={t('schedule.every')}
        data={(['week', 'two_weeks', 'month', 'on_demand'] as const).map((value) => ({
          ...{ value, label: t(`every.${value}`) },
        }))}
      />
      {every === 'week' && (
        <ChoiceField
          name="weekday"
          label={t('schedule.weekday')}
          data={[1, 2, 3, 4, 5, 6, 7].map((day) => ({
            ...{ value: String(day), label: weekdayName(day, locale) },
          }))}
        />
      )}
      {every === 'two_weeks' && (
        <TextField
          name="from"
          label={t('schedule.from')}
          about={t('schedule.fromAbout')}
          as="date"
        />
      )}
      {every === 'month' && (
        <ChoiceField
          name="on"
          label={t('schedule.on')}
          data={(['day', 'last_day', 'last_bank_day'] as const).map((value) => ({
            ...{ value, label: t(`monthDay.${value}`) },
          }))}
        />
      )}
      {every === 'month' && on === 'day' && (
        <TextField as="whole" name="dayOfMonth" label={t('schedule.dayOfMonth')} />
      )}
    </Group>
  )
}

function CutOffGroup() {
  const { t } = useWords()
  const present = useWatch<ScheduleFields, 'timeZone'>({ name: 'timeZone' })
  const zones = [...new Set([present, 'UTC', ...Intl.supportedValuesOf('timeZone')])]
  return (
    <Group title={t('schedule.cutOff')}>
      <TextField name="cutOff" label={t('schedule.time')} as="time" />
      <ChoiceField
        name="timeZone"
        label={t('schedule.zone')}
        data={zones.map((zone) => ({ value: zone, label: zone }))}
        isSearchable
      />
      <ChoiceField
        name="calendar"
        label={t('schedule.calendar')}
        data={CALENDARS.map((value) => ({ value, label: t(`calendar.${value}`) }))}
      />
    </Group>
  )
}

function LeadGroup() {
  const { t } = useWords()
  return (
    <Group title={t('schedule.leadDays')}>
      {PAY_WAYS.map((way) => (
        <TextField key={way} as="whole" name={`leadDays.${way}`} label={t(`payWay.${way}`)} />
      ))}
    </Group>
  )
}

/** The next cut-offs of what is being typed, worked out by the server as runs will be made. */
function LivePreview() {
  const typed = useWatch<ScheduleFields>() as ScheduleFields
  const [whole, setWhole] = useState<Schedule>()
  const read = readFields(typed)
  // What is kept is set while it is drawn, so that it never lags a drawing behind.
  if (read.ok && JSON.stringify(read.schedule) !== JSON.stringify(whole)) setWhole(read.schedule)
  return whole === undefined ? null : <Preview schedule={whole} />
}

function Preview({ schedule }: { schedule: Schedule }) {
  const { t } = useWords()
  const heading = useId()
  const [asked] = useDebouncedValue(schedule, PREVIEW_AFTER_MS)
  const { data } = useRead('preview-schedule', { schedule: asked, fromMs: null })
  return (
    <section className={styles['preview']} aria-labelledby={heading}>
      <h3 id={heading}>{t('schedule.wouldBe')}</h3>
      {data && <RunTable runs={data.next} timeZone={asked.timeZone} />}
    </section>
  )
}
