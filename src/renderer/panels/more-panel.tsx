import { IconPlugConnected } from '@tabler/icons-react'
import { useScreen } from '../screen/context.ts'
import { useWords } from '../words/words.tsx'
import { ActivityList } from './activity-list.tsx'
import { PanelFrame } from './panel-zone.tsx'
import { StationDetails } from './station-details.tsx'

/** F8: what was taken lately, and how this station is doing. */
export function MorePanel() {
  const { t } = useWords()
  return (
    <PanelFrame title={t('more.title')} action={<SetupButton />}>
      <div className="more">
        <ActivityList />
        <StationDetails />
      </div>
    </PanelFrame>
  )
}

/** To the rooms where a till is connected and taught. */
function SetupButton() {
  const { openPanel } = useScreen()
  const { t } = useWords()
  return (
    <button
      type="button"
      className="put-away panel-action"
      onClick={() => openPanel({ kind: 'setup' })}
    >
      <IconPlugConnected size={20} aria-hidden /> {t('setup.open')}
    </button>
  )
}
