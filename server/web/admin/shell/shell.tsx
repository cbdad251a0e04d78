import { Outlet, useLocation, useMatches } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { mayRole } from '../../../../src/contract/admin/roles.ts'
import type { StaffView } from '../../../../src/contract/admin/views.ts'
import { useRead } from '../api/admin.tsx'
import type { LiveState } from '../api/live.ts'
import { useSession } from '../api/session.tsx'
import { useLive } from '../api/use-live.ts'
import { callOfRoom } from '../room-calls.ts'
import { ClosedRoom } from '../rooms/closed-room.tsx'
import { ClocksProvider } from '../show/times.tsx'
import { useWords } from '../words/words.tsx'
import { AccountMenu } from './account-menu.tsx'
import { LanguageSwitch } from './language-switch.tsx'
import { LiveContext } from './live-badge.tsx'
import { Navigation } from './navigation.tsx'
import { SearchBox } from './search-box.tsx'
import { SearchTextProvider } from './search-text.tsx'
import styles from './shell.module.css'
import { SignInAgain } from './sign-in-again.tsx'

/** What stands around every room: navigation, search, account. */
export function Shell(): ReactNode {
  const { t } = useWords()
  // The route's guard has read it; it is gone only while the sign-in page is on its way.
  const staff = useRead('who-am-i', {}).data
  const network = useRead('read-network', {}).data
  const { isOver, signIns, end } = useSession()
  const [live, setLive] = useState<LiveState>('connecting')
  useFocusOnRoom()
  if (!staff || !network) return null
  return (
    <SearchTextProvider>
      <LiveContext value={live}>
        <Listener key={signIns} onState={setLive} onSignedOut={end} />
        {isOver && <SignInAgain staff={staff} />}
        <a className={styles['skip']} href="#room">
          {t('shell.skip')}
        </a>
        <div className={styles['frame']}>
          <Navigation staff={staff} />
          <div className={styles['column']}>
            <header className={styles['header']}>
              <SearchBox />
              <div className={styles['headerEnd']}>
                <LanguageSwitch />
                <AccountMenu staff={staff} />
              </div>
            </header>
            <main id="room" tabIndex={-1}>
              <ClocksProvider network={network}>
                <Room staff={staff} />
              </ClocksProvider>
            </main>
          </div>
        </div>
      </LiveContext>
    </SearchTextProvider>
  )
}

/** The room of the address, or that it is not for this person. */
function Room({ staff }: { staff: StaffView }): ReactNode {
  const path: string | undefined = useMatches({ select: (matches) => matches.at(-1)?.fullPath })
  const call = callOfRoom(path)
  if (call !== undefined && !mayRole(staff.role, call)) {
    return <ClosedRoom role={staff.role} call={call} />
  }
  return <Outlet />
}

interface ListenerProps {
  readonly onState: (state: LiveState) => void
  readonly onSignedOut: () => void
}

/** Hears of news while the session lasts; another session has another listener. */
function Listener({ onState, onSignedOut }: ListenerProps): null {
  const state = useLive(onSignedOut)
  useEffect(() => onState(state), [onState, state])
  return null
}

/** Moves the keyboard into the room that was entered, as a new page would. */
function useFocusOnRoom(): void {
  const pathname = useLocation({ select: (location) => location.pathname })
  const entered = useRef(pathname)
  useEffect(() => {
    if (entered.current === pathname) return
    entered.current = pathname
    document.getElementById('room')?.focus({ preventScroll: true })
  }, [pathname])
}
