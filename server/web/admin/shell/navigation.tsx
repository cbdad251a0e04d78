import {
  IconArrowsLeftRight,
  IconBook2,
  IconBuildingBank,
  IconBuildingCommunity,
  IconBuildingStore,
  IconCalendarDollar,
  IconCalendarEvent,
  IconCards,
  IconCash,
  IconChartLine,
  IconCloud,
  IconCreditCard,
  IconDeviceDesktop,
  IconFileImport,
  IconFileText,
  IconKey,
  IconLayoutDashboard,
  IconListCheck,
  IconListDetails,
  IconListSearch,
  IconMailbox,
  IconReceipt,
  IconScale,
  IconSend,
  IconShieldLock,
  IconStack2,
} from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import type { StaffView } from '../../../../src/contract/admin/views.ts'
import { useMay } from '../api/may.ts'
import { type PlainRoomPath, ROOM_CALLS } from '../room-calls.ts'
import { useWords, type Word } from '../words/words.tsx'
import { Brand } from './brand.tsx'
import styles from './shell.module.css'

interface Entry {
  readonly to: PlainRoomPath
  readonly word: Word
  readonly Icon: typeof IconKey
}

const GROUPS: ReadonlyArray<{ readonly word: Word | undefined; readonly entries: Entry[] }> = [
  {
    word: undefined,
    entries: [
      { to: '/', word: 'nav.overview', Icon: IconLayoutDashboard },
      { to: '/cards', word: 'nav.cards', Icon: IconCreditCard },
      { to: '/redemptions', word: 'nav.redemptions', Icon: IconReceipt },
    ],
  },
  {
    word: 'nav.network',
    entries: [
      { to: '/programs', word: 'nav.programs', Icon: IconCards },
      { to: '/production', word: 'nav.production', Icon: IconStack2 },
      { to: '/imports', word: 'nav.imports', Icon: IconFileImport },
      { to: '/locations', word: 'nav.locations', Icon: IconBuildingStore },
      { to: '/devices', word: 'nav.devices', Icon: IconDeviceDesktop },
      { to: '/pos', word: 'nav.pos', Icon: IconCloud },
    ],
  },
  {
    word: 'nav.settlement',
    entries: [
      { to: '/payables', word: 'nav.payables', Icon: IconCash },
      { to: '/runs', word: 'nav.runs', Icon: IconCalendarDollar },
      { to: '/bank-answers', word: 'nav.bankAnswers', Icon: IconMailbox },
      { to: '/bank-accounts', word: 'nav.bankAccounts', Icon: IconBuildingCommunity },
      { to: '/bank-profiles', word: 'nav.bankProfiles', Icon: IconBuildingBank },
      { to: '/bank-delivery', word: 'nav.bankDelivery', Icon: IconSend },
      { to: '/terms', word: 'nav.terms', Icon: IconFileText },
      { to: '/schedule', word: 'nav.schedule', Icon: IconCalendarEvent },
    ],
  },
  {
    word: 'nav.bookkeeping',
    entries: [
      { to: '/books', word: 'nav.books', Icon: IconBook2 },
      { to: '/insight', word: 'nav.insight', Icon: IconChartLine },
    ],
  },
  {
    word: 'nav.control',
    entries: [
      { to: '/adjustments', word: 'nav.adjustments', Icon: IconScale },
      { to: '/reconciliation', word: 'nav.reconciliation', Icon: IconArrowsLeftRight },
      { to: '/exceptions', word: 'nav.exceptions', Icon: IconListCheck },
      { to: '/guards', word: 'nav.guards', Icon: IconShieldLock },
      { to: '/api-keys', word: 'nav.apiKeys', Icon: IconKey },
      { to: '/requests', word: 'nav.requests', Icon: IconListSearch },
      { to: '/audit', word: 'nav.audit', Icon: IconListDetails },
    ],
  },
]

/** The rooms that exist and that this person may enter, and nothing else. */
export function Navigation({ staff }: { staff: StaffView }) {
  const { t } = useWords()
  const may = useMay()
  const groups = GROUPS.map(({ word, entries }) => ({
    word,
    entries: entries.filter(({ to }) => may(ROOM_CALLS[to])),
  })).filter(({ entries }) => entries.length > 0)
  return (
    <nav className={styles['sidebar']} aria-label={t('nav.rooms')}>
      <Brand />
      <div className={styles['network']}>
        <span className={styles['networkLabel']}>{t('nav.network')}</span>
        {staff.networkName}
      </div>
      {groups.map((group) => (
        <div key={group.word ?? 'first'}>
          {group.word && <div className={styles['group']}>{t(group.word)}</div>}
          <ul className={styles['links']}>
            {group.entries.map((entry) => (
              <li key={entry.to}>
                <NavigationLink entry={entry} />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  )
}

function NavigationLink({ entry }: { entry: Entry }) {
  return (
    <Link
      to={entry.to}
      className={styles['link']}
      activeOptions={{ exact: entry.to === '/', includeSearch: false }}
    >
      {({ isActive }) => <LinkContent entry={entry} isActive={isActive} />}
    </Link>
  )
}

function LinkContent({ entry, isActive }: { entry: Entry; isActive: boolean }) {
  const { t } = useWords()
  const name = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    // On a low screen the room that one came to by a link may stand below the list's edge.
    if (isActive) name.current?.scrollIntoView({ block: 'nearest' })
  }, [isActive])
  return (
    <>
      <entry.Icon size={18} stroke={1.7} aria-hidden="true" />
      <span ref={name}>{t(entry.word)}</span>
    </>
  )
}
