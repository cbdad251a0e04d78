import { IconLock } from '@tabler/icons-react'
import { mayRole, type SignedInName, type StaffRole } from '../../../../src/contract/admin/roles.ts'
import { STAFF_ROLES } from '../../../../src/contract/admin/views.ts'
import { RoomButton } from '../show/links.tsx'
import { EmptyState } from '../show/notices.tsx'
import { Panel } from '../show/panel.tsx'
import { useTitle } from '../show/use-title.ts'
import { useWords } from '../words/words.tsx'

/** A room whose address was opened by somebody who may not read it: who may, and where else to go. */
export function ClosedRoom({ role, call }: { role: StaffRole; call: SignedInName }) {
  const { t, locale } = useWords()
  useTitle(t('lost.closed'))
  const others = STAFF_ROLES.filter((one) => mayRole(one, call)).map((one) => t(`role.${one}`))
  const roles = new Intl.ListFormat(locale, { type: 'conjunction' }).format(others)
  return (
    <Panel>
      <h1 className="visually-hidden">{t('lost.closed')}</h1>
      <EmptyState
        icon={<IconLock size={24} />}
        title={t('lost.closed')}
        text={t('lost.closedText', { role: t(`role.${role}`), roles })}
      >
        <RoomButton to="/">{t('lost.home')}</RoomButton>
      </EmptyState>
    </Panel>
  )
}
