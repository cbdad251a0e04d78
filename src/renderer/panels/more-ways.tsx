import { IconCashRegister, IconListCheck, IconPlugConnected } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { type Panel, useScreen } from '../screen/context.ts'
import { useWords } from '../words/words.tsx'

/** From the F8 panel to the rooms behind it. */
export function MoreWays() {
  const { t } = useWords()
  const { unpairedCount } = useScreen().state.takenBack
  return (
    <nav className="more-ways" aria-label={t('more.title')}>
      <Way to={{ kind: 'counter' }} icon={<IconCashRegister size={20} aria-hidden />}>
        {t('counter.title')}
      </Way>
      <Way to={{ kind: 'day-end' }} icon={<IconListCheck size={20} aria-hidden />}>
        {unpairedCount === 0 ? t('dayEnd.open') : t('dayEnd.openCount', { count: unpairedCount })}
      </Way>
      <Way to={{ kind: 'setup' }} icon={<IconPlugConnected size={20} aria-hidden />}>
        {t('setup.open')}
      </Way>
    </nav>
  )
}

function Way(props: {
  readonly to: Panel
  readonly icon: ReactNode
  readonly children: ReactNode
}) {
  const { openPanel } = useScreen()
  return (
    <button type="button" className="put-away panel-action" onClick={() => openPanel(props.to)}>
      {props.icon} {props.children}
    </button>
  )
}
