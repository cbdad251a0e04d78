import { Button } from '@mantine/core'
import { IconArrowLeft, IconBuildingBank, IconPlus } from '@tabler/icons-react'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import type { BankAccountView, PayeeView } from '../../../../../src/contract/admin/bank-accounts.ts'
import { useRead } from '../../api/admin.tsx'
import { useMay } from '../../api/may.ts'
import { RoomLink } from '../../show/links.tsx'
import { Loaded } from '../../show/loaded.tsx'
import { EmptyState } from '../../show/notices.tsx'
import { PageHead, Panel } from '../../show/panel.tsx'
import { useTitle } from '../../show/use-title.ts'
import { useWords } from '../../words/words.tsx'
import { AccountPanel } from './account-panel.tsx'
import { AccountStateBadge } from './account-state.tsx'
import styles from './bank-accounts.module.css'
import { EnterDialog } from './enter-dialog.tsx'
import { NoticeTable } from './notice-table.tsx'

const route = getRouteApi('/inside/bank-accounts/$locationId')

/** Where one location is paid, and how that came to be. */
export function LocationAccountsRoom() {
  const { t } = useWords()
  const { locationId } = route.useParams()
  const payees = useRead('list-bank-accounts', {})
  const payee = payees.data?.payees.find((one) => one.locationId === locationId)
  useTitle(payee ? `${payee.locationName} · ${t('nav.bankAccounts')}` : t('nav.bankAccounts'))
  return (
    <>
      <RoomLink to="/bank-accounts" size="sm" className={styles['back']}>
        <IconArrowLeft size={16} aria-hidden="true" />
        {t('nav.bankAccounts')}
      </RoomLink>
      <Loaded query={payees}>
        {() => (payee ? <Accounts payee={payee} /> : <p>{t('accounts.noSuchPlace')}</p>)}
      </Loaded>
    </>
  )
}

function Accounts({ payee }: { payee: PayeeView }) {
  const { t } = useWords()
  const { locationId, locationName } = payee
  const query = useRead('read-bank-accounts', { locationId })
  const may = useMay()
  const [isEntering, setEntering] = useState(false)
  return (
    <>
      <PageHead
        title={locationName}
        badge={payee.latest && <AccountStateBadge state={payee.latest.state} />}
        about={t(payee.why === null ? 'accounts.isPaid' : `notPayable.${payee.why}`)}
      >
        {may('enter-bank-account') && (
          <Button
            leftSection={<IconPlus size={18} aria-hidden="true" />}
            onClick={() => setEntering(true)}
          >
            {t(payee.latest ? 'accounts.enterOther' : 'accounts.enter')}
          </Button>
        )}
      </PageHead>
      <Loaded query={query}>
        {({ accounts, notices }) => (
          <div className={styles['stack']}>
            {accounts.length === 0 && (
              <Panel>
                <EmptyState
                  icon={<IconBuildingBank size={24} />}
                  title={t('accounts.none')}
                  text={t('accounts.noneText')}
                />
              </Panel>
            )}
            {accounts.map((account: BankAccountView) => (
              <AccountPanel key={account.accountId} account={account} payee={payee} />
            ))}
            {notices.length > 0 && (
              <Panel title={t('accounts.mails')}>
                <NoticeTable notices={notices} timeZone={payee.timeZone} />
              </Panel>
            )}
          </div>
        )}
      </Loaded>
      {isEntering && <EnterDialog payee={payee} onClose={() => setEntering(false)} />}
    </>
  )
}
