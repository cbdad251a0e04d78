import { useWords } from '../words/words.tsx'
import { ActivityList } from './activity-list.tsx'
import { MoreWays } from './more-ways.tsx'
import { PanelFrame } from './panel-zone.tsx'
import { StationDetails } from './station-details.tsx'

/** F8: what was taken lately, and how this station is doing. */
export function MorePanel() {
  const { t } = useWords()
  return (
    <PanelFrame title={t('more.title')} action={<MoreWays />}>
      <div className="more">
        <ActivityList />
        <StationDetails />
      </div>
    </PanelFrame>
  )
}
