import { Select } from '@mantine/core'
import { IconScale } from '@tabler/icons-react'
import { useState } from 'react'
import type { LocationId } from '../../../../../src/contract/ids.ts'
import { useRead } from '../../api/admin.tsx'
import { monthPeriod } from '../../show/dates.ts'
import { Loaded } from '../../show/loaded.tsx'
import { EmptyState } from '../../show/notices.tsx'
import { PageHead, Panel } from '../../show/panel.tsx'
import styles from '../../show/show.module.css'
import { useTimes } from '../../show/times.tsx'
import { useTitle } from '../../show/use-title.ts'
import { useWords } from '../../words/words.tsx'
import { type Period, PeriodPicker } from '../payables/period-picker.tsx'
import { DayTable } from './day-table.tsx'

interface Filter {
  readonly locationId: LocationId | undefined
  readonly only: 'all' | 'differing'
}

/** Each day of each location from three sides: its till, the ledger and the bank. */
export function ReconciliationRoom() {
  const { t } = useWords()
  const times = useTimes()
  useTitle(t('nav.reconciliation'))
  const [period, setPeriod] = useState<Period>(() => monthPeriod(times.dayOf(Date.now()), 0))
  const [filter, setFilter] = useState<Filter>({ locationId: undefined, only: 'all' })
  const { locationId } = filter
  const query = useRead('reconcile-days', { ...period, ...(locationId && { locationId }) })
  return (
    <>
      <PageHead title={t('nav.reconciliation')} about={t('reconciliation.about')} />
      <div className={styles['stackItem']}>
        <Panel>
          <PeriodPicker period={period} onChange={setPeriod} />
        </Panel>
      </div>
      <Panel title={t('reconciliation.days')}>
        <Filters filter={filter} onFilter={setFilter} />
        <Loaded query={query}>
          {({ days }) => {
            const shown = filter.only === 'all' ? days : days.filter(({ isAgreed }) => !isAgreed)
            if (shown.length > 0) return <DayTable days={shown} />
            return <Nothing isAllAgreed={days.length > 0} />
          }}
        </Loaded>
      </Panel>
    </>
  )
}

interface FiltersProps {
  readonly filter: Filter
  readonly onFilter: (filter: Filter) => void
}

function Filters({ filter, onFilter }: FiltersProps) {
  const { t } = useWords()
  const locations = useRead('list-locations', {})
  return (
    <div className={styles['filters']}>
      <Select
        label={t('column.location')}
        placeholder={t('filter.allLocations')}
        data={(locations.data?.locations ?? []).map(({ locationId, name }) => ({
          ...{ value: locationId, label: name },
        }))}
        value={filter.locationId ?? null}
        onChange={(id) => onFilter({ ...filter, locationId: (id ?? undefined) as LocationId })}
        clearable
        clearButtonProps={{ 'aria-label': t('filter.clear') }}
      />
      <Select
        label={t('reconciliation.only')}
        data={[
          { value: 'all', label: t('reconciliation.all') },
          { value: 'differing', label: t('reconciliation.onlyDiffering') },
        ]}
        allowDeselect={false}
        value={filter.only}
        onChange={(only) => onFilter({ ...filter, only: only ?? 'all' })}
      />
    </div>
  )
}

function Nothing({ isAllAgreed }: { isAllAgreed: boolean }) {
  const { t } = useWords()
  return (
    <EmptyState
      icon={<IconScale size={24} />}
      title={t(isAllAgreed ? 'reconciliation.noneDiffers' : 'reconciliation.none')}
      text={t(isAllAgreed ? 'reconciliation.noneDiffersText' : 'reconciliation.noneText')}
    />
  )
}
