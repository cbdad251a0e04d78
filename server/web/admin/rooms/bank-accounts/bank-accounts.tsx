import { Button, Select } from '@mantine/core'
import { IconAdjustments, IconBuildingBank } from '@tabler/icons-react'
import { useState } from 'react'
import type { BankRule, PayeeView } from '../../../../../src/contract/admin/bank-accounts.ts'
import { useRead } from '../../api/admin.tsx'
import { useMay } from '../../api/may.ts'
import { Badge } from '../../show/badges.tsx'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { RoomLink } from '../../show/links.tsx'
import { Loaded } from '../../show/loaded.tsx'
import { EmptyState } from '../../show/notices.tsx'
import { PageHead, Panel } from '../../show/panel.tsx'
import styles from '../../show/show.module.css'
import { useTitle } from '../../show/use-title.ts'
import { useWords } from '../../words/words.tsx'
import { AccountStateBadge, useWaiting } from './account-state.tsx'
import roomStyles from './bank-accounts.module.css'
import { RuleDialog } from './rule-dialog.tsx'

const FILTERS = ['all', 'unpaid', 'paid'] as const
type Filter = (typeof FILTERS)[number]

/** Where each location is paid, and what is waited for. */
export function BankAccountsRoom() {
  const { t } = useWords()
  useTitle(t('nav.bankAccounts'))
  const query = useRead('list-bank-accounts', {})
  const may = useMay()
  const [isRuleOpen, setRuleOpen] = useState(false)
  const rule = query.data?.rule
  return (
    <>
      <PageHead title={t('nav.bankAccounts')} about={t('accounts.about')}>
        {may('set-bank-rule') && rule && (
          <Button
            variant="default"
            leftSection={<IconAdjustments size={18} aria-hidden="true" />}
            onClick={() => setRuleOpen(true)}
          >
            {t('accounts.rule')}
          </Button>
        )}
      </PageHead>
      <Panel>
        <Loaded query={query}>
          {({ payees, rule: found }) =>
            payees.length === 0 ? (
              <EmptyState
                icon={<IconBuildingBank size={24} />}
                title={t('accounts.noPlaces')}
                text={t('accounts.noPlacesText')}
              />
            ) : (
              <Payees payees={payees} rule={found} />
            )
          }
        </Loaded>
      </Panel>
      {isRuleOpen && rule && <RuleDialog rule={rule} onClose={() => setRuleOpen(false)} />}
    </>
  )
}

function Payees({ payees, rule }: { payees: readonly PayeeView[]; rule: BankRule }) {
  const { t } = useWords()
  const [filter, setFilter] = useState<Filter>('all')
  const shown = payees.filter(
    ({ why }) => filter === 'all' || (why === null) === (filter === 'paid'),
  )
  return (
    <>
      <div className={styles['filters']}>
        <Select
          label={t('accounts.filter')}
          data={FILTERS.map((value) => ({ value, label: t(`accountFilter.${value}`) }))}
          value={filter}
          onChange={(value) => setFilter(FILTERS.find((one) => one === value) ?? 'all')}
          allowDeselect={false}
        />
      </div>
      <p className={roomStyles['rule']}>
        {t('accounts.ruleNow', { count: rule.coolingDays })}{' '}
        {t(`accountChange.${rule.bankChanges}`)}
      </p>
      <PayeeTable payees={shown} />
    </>
  )
}

function PayeeTable({ payees }: { payees: readonly PayeeView[] }) {
  const { t } = useWords()
  const columns: Column<PayeeView>[] = [
    {
      id: 'location',
      heading: t('column.location'),
      isRowHeading: true,
      cell: ({ locationId, locationName, currency }) => (
        <>
          <RoomLink to="/bank-accounts/$locationId" params={{ locationId }} size="sm">
            {locationName}
          </RoomLink>
          <span className={styles['sub']}>{currency}</span>
        </>
      ),
    },
    {
      id: 'account',
      heading: t('accounts.account'),
      cell: ({ latest }) =>
        latest ? (
          <>
            <span className="figures">{latest.account}</span>
            <span className={styles['sub']}>{latest.bank}</span>
          </>
        ) : (
          <span className={styles['quiet']}>{t('accounts.none')}</span>
        ),
    },
    {
      id: 'payee',
      heading: t('accounts.payee'),
      onlyWide: true,
      cell: ({ latest }) => latest?.payeeName ?? '–',
    },
    {
      id: 'state',
      heading: t('column.state'),
      cell: ({ latest }) =>
        latest ? <AccountStateBadge state={latest.state} /> : <Badge tone="quiet">–</Badge>,
    },
    { id: 'waits', heading: t('accounts.waits'), cell: (payee) => <Waits payee={payee} /> },
  ]
  return (
    <DataTable
      label={t('nav.bankAccounts')}
      columns={columns}
      rows={payees}
      rowKey={({ locationId }) => locationId}
    />
  )
}

function Waits({ payee: { latest, timeZone } }: { payee: PayeeView }) {
  const { t } = useWords()
  const waiting = useWaiting(timeZone)
  if (latest === null) return t('accounts.noneText')
  const shared = latest.sharedWith.join(', ')
  return (
    <>
      {waiting(latest) ?? '–'}
      {shared !== '' && <span className={styles['sub']}>{t('accounts.shared', { shared })}</span>}
    </>
  )
}
