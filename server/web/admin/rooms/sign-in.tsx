import { useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { ADMIN_PAGES_PATH } from '../../../../src/contract/admin/table.ts'
import type { StaffView } from '../../../../src/contract/admin/views.ts'
import { readOptions, useAdmin } from '../api/admin.tsx'
import { useSession } from '../api/session.tsx'
import { SignInForm } from '../forms/sign-in-form.tsx'
import { Brand } from '../shell/brand.tsx'
import { LanguageSwitch } from '../shell/language-switch.tsx'
import styles from '../shell/shell.module.css'
import { useWords } from '../words/words.tsx'

const route = getRouteApi('/sign-in')

/** The first page: e-mail and password, then back to the room that was asked for. */
export function SignIn() {
  const { t } = useWords()
  const enter = useEnter()
  return (
    <main className={styles['signIn']}>
      <div className={styles['signInCard']}>
        <div className={styles['signInHead']}>
          <Brand />
          <LanguageSwitch />
        </div>
        <h1 className={styles['signInTitle']}>{t('signIn.title')}</h1>
        <p className={styles['signInAbout']}>{t('signIn.about')}</p>
        <SignInForm onSignedIn={enter} />
      </div>
    </main>
  )
}

/** The room takes the place of this page, to which there is no way back. */
function useEnter() {
  const { client } = useAdmin()
  const queries = useQueryClient()
  const router = useRouter()
  const { begin } = useSession()
  const { returnTo } = route.useSearch()
  return (staff: StaffView) => {
    queries.setQueryData(readOptions(client, 'who-am-i', {}).queryKey, staff)
    begin()
    router.history.replace(`${ADMIN_PAGES_PATH}${returnTo ?? '/'}`)
  }
}
