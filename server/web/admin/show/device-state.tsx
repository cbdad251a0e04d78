import type { DeviceView } from '../../../../src/contract/admin/views.ts'
import { useWords } from '../words/words.tsx'
import { Badge } from './badges.tsx'
import { formatElapsed } from './dates.ts'

/** Whether a station is there now, and since when it is not. */
export function DeviceStateBadge({ device }: { device: DeviceView }) {
  const { t, locale } = useWords()
  if (device.state === 'revoked') return <Badge tone="refused">{t('device.revoked')}</Badge>
  if (device.online) return <Badge tone="moved">{t('device.online')}</Badge>
  if (device.lastSeenAtMs === null) return <Badge tone="know">{t('device.offline')}</Badge>
  const elapsed = formatElapsed(Date.now() - device.lastSeenAtMs, locale)
  return <Badge tone="know">{t('device.offlineFor', { elapsed })}</Badge>
}
