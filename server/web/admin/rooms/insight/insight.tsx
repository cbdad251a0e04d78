import { Tabs } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { LiveBadge } from '../../shell/live-badge.tsx'
import { monthPeriod } from '../../show/dates.ts'
import { PageHead, Panel } from '../../show/panel.tsx'
import styles from '../../show/show.module.css'
import { useTimes } from '../../show/times.tsx'
import { useTitle } from '../../show/use-title.ts'
import { useWords } from '../../words/words.tsx'
import { type Period, PeriodPicker } from '../payables/period-picker.tsx'
import { BreakageTab } from './breakage.tsx'
import { Cohorts } from './cohorts.tsx'
import { Sales } from './sales.tsx'
import { UnclaimedTab } from './unclaimed.tsx'

const route = getRouteApi('/inside/insight')

/** How cards are sold and used, and what may become of what is left on them. */
export function InsightRoom() {
  const { t } = useWords()
  const times = useTimes()
  useTitle(t('nav.insight'))
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const thisMonth = monthPeriod(times.dayOf(Date.now()), 0)
  const period: Period = { from: search.from ?? thisMonth.from, to: search.to ?? thisMonth.to }
  return (
    <>
      <PageHead title={t('nav.insight')} about={t('insight.about')} badge={<LiveBadge />} />
      <Tabs defaultValue="sales" keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="sales">{t('insight.tab.sales')}</Tabs.Tab>
          <Tabs.Tab value="cohorts">{t('insight.tab.cohorts')}</Tabs.Tab>
          <Tabs.Tab value="breakage">{t('insight.tab.breakage')}</Tabs.Tab>
          <Tabs.Tab value="unclaimed">{t('insight.tab.unclaimed')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="sales">
          <div className={styles['stackItem']}>
            <Panel>
              <PeriodPicker
                period={period}
                onChange={(chosen) => void navigate({ search: chosen, replace: true })}
              />
            </Panel>
          </div>
          <Sales period={period} />
        </Tabs.Panel>
        <Tabs.Panel value="cohorts">
          <Cohorts />
        </Tabs.Panel>
        <Tabs.Panel value="breakage">
          <BreakageTab />
        </Tabs.Panel>
        <Tabs.Panel value="unclaimed">
          <UnclaimedTab />
        </Tabs.Panel>
      </Tabs>
    </>
  )
}
