import { Menu, UnstyledButton } from '@mantine/core'
import { IconChevronDown, IconDevices, IconLogout } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { StaffView } from '../../../../src/contract/admin/views.ts'
import { type Failure, failureOf, useAdmin } from '../api/admin.tsx'
import { Dialog } from '../forms/dialog.tsx'
import { FailureNotice } from '../show/notices.tsx'
import { useWords } from '../words/words.tsx'
import styles from './shell.module.css'

/** Who is signed in, their sessions, and the way out. */
export function AccountMenu({ staff }: { staff: StaffView }) {
  const { t } = useWords()
  const navigate = useNavigate()
  const { signOut, failure, forget } = useSignOut()
  return (
    <>
      <Menu
        position="bottom-end"
        width={220}
        withinPortal={false}
        withInitialFocusPlaceholder={false}
      >
        <Menu.Target>
          <UnstyledButton
            className={styles['person']}
            aria-label={t('shell.account', { name: staff.name, role: t(`role.${staff.role}`) })}
          >
            <span>
              {staff.name}
              <span className={styles['role']}> · {t(`role.${staff.role}`)}</span>
            </span>
            <IconChevronDown size={16} aria-hidden="true" />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconDevices size={17} aria-hidden="true" />}
            onClick={() => void navigate({ to: '/sessions' })}
          >
            {t('shell.sessions')}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconLogout size={17} aria-hidden="true" />}
            onClick={() => void signOut()}
          >
            {t('shell.signOut')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {failure && (
        <Dialog title={t('shell.stillIn')} onClose={forget}>
          <FailureNotice failure={failure} onRetry={() => void signOut()} />
        </Dialog>
      )}
    </>
  )
}

/** Leaves once the session is over: whoever walks away must not be told so while it goes on. */
function useSignOut() {
  const { client, onSignedOut } = useAdmin()
  const [failure, setFailure] = useState<Failure>()
  const signOut = async () => {
    const found = failureOf(await client.call('sign-out', {}))
    if (found && found.code !== 'NOT_SIGNED_IN') return setFailure(found)
    onSignedOut()
  }
  return { signOut, failure, forget: () => setFailure(undefined) }
}
