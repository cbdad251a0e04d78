import { useWords } from '../words/words.tsx'
import { ActivityList } from './activity-list.tsx'
import { PanelFrame } from './panel-zone.tsx'
import { StationDetails } from './station-details.tsx'

/** F8: what was taken lately, and how this station is doing. */
export function MorePanel() {
  const { t } = useWords()
  return (
    <PanelFrame title={t('more.title')}>
      <div className="more">
        <ActivityList />
        <StationDetails />
      </div>
    </PanelFrame>
  )
}
