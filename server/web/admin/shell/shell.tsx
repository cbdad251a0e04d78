import { Outlet, useLocation, useRouter } from '@tanstack/react-router'
import { type ReactNode, useCallback, useEffect, useRef } from 'react'
import { useAdmin, useRead } from '../api/admin.tsx'
import { useLive } from '../api/use-live.ts'
import { useWords } from '../words/words.tsx'
import { AccountMenu } from './account-menu.tsx'
import { LanguageSwitch } from './language-switch.tsx'
import { LiveContext } from './live-badge.tsx'
import { Navigation } from './navigation.tsx'
import { SearchBox } from './search-box.tsx'
import { SearchTextProvider } from './search-text.tsx'
import styles from './shell.module.css'

/** What stands around every room: navigation, search, account. */
export function Shell(): ReactNode {
  const { t } = useWords()
  const { onSignedOut } = useAdmin()
  // The route's guard has read it; it is gone only while the sign-in page is on its way.
  const staff = useRead('who-am-i', {}).data
  const router = useRouter()
  const sessionOver = useCallback(
    () => onSignedOut(router.state.location.href),
    [onSignedOut, router],
  )
  const live = useLive(sessionOver)
  useFocusOnRoom()
  if (!staff) return null
  return (
    <SearchTextProvider>
      <LiveContext value={live}>
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
              <Outlet />
            </main>
          </div>
        </div>
      </LiveContext>
    </SearchTextProvider>
  )
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
