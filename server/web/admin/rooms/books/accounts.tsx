import { Button, TextInput } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useState } from 'react'
import type { BookAccount, BookOverview } from '../../../../../src/contract/admin/books.ts'
import { useMay } from '../../api/may.ts'
import { FormDialog } from '../../forms/dialog.tsx'
import { useSending } from '../../forms/use-sending.ts'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { Panel } from '../../show/panel.tsx'
import styles from '../../show/show.module.css'
import { useTell } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'
import { accountName } from './account-name.ts'

/** How the accounts are called, and by which zone days begin and end. */
export function Accounts({ books }: { books: BookOverview }) {
  const { t } = useWords()
  const may = useMay()
  const [edited, setEdited] = useState<BookAccount>()
  const [isZoneOpen, setZoneOpen] = useState(false)
  return (
    <>
      <div className={styles['stackItem']}>
        <Panel title={t('books.tab.accounts')}>
          <p className={styles['pageAbout']}>{t('books.accountsAbout')}</p>
          <AccountTable accounts={books.accounts} onEdit={setEdited} />
        </Panel>
      </div>
      <Panel
        title={t('books.zoneTitle')}
        action={
          may('set-book-zone') && (
            <Button size="xs" variant="default" onClick={() => setZoneOpen(true)}>
              {t('books.zoneChange')}
            </Button>
          )
        }
      >
        {books.timeZone ?? '–'}
      </Panel>
      {edited && <AccountDialog account={edited} onClose={() => setEdited(undefined)} />}
      {isZoneOpen && (
        <ZoneDialog timeZone={books.timeZone ?? 'UTC'} onClose={() => setZoneOpen(false)} />
      )}
    </>
  )
}

interface AccountTableProps {
  readonly accounts: readonly BookAccount[]
  readonly onEdit: (account: BookAccount) => void
}

function AccountTable({ accounts, onEdit }: AccountTableProps) {
  const { t } = useWords()
  const may = useMay()
  const columns: Column<BookAccount>[] = [
    { id: 'number', heading: t('books.accountNumber'), cell: ({ number }) => number },
    {
      id: 'name',
      heading: t('books.accountName'),
      isRowHeading: true,
      cell: (account) => (
        <>
          {accountName(account, t)}
          <span className={styles['sub']}>{account.key}</span>
        </>
      ),
    },
    { id: 'side', heading: t('books.grows'), cell: ({ side }) => t(`side.${side}`) },
    {
      id: 'edit',
      heading: t('column.actions'),
      headingHidden: true,
      align: 'end',
      cell: (account) =>
        may('set-book-account') && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPencil size={15} aria-hidden="true" />}
            aria-label={t('books.editAccount', { name: accountName(account, t) })}
            onClick={() => onEdit(account)}
          >
            {t('action.edit')}
          </Button>
        ),
    },
  ]
  return (
    <DataTable
      label={t('books.tab.accounts')}
      columns={columns}
      rows={accounts}
      rowKey={({ key }) => key}
    />
  )
}

const NUMBER_LENGTH_MAX = 20
const NAME_LENGTH_MAX = 80

function AccountDialog({ account, onClose }: { account: BookAccount; onClose: () => void }) {
  const { t } = useWords()
  const tell = useTell()
  const [number, setNumber] = useState(account.number)
  const [name, setName] = useState(() => accountName(account, t))
  const [tried, setTried] = useState(false)
  const sending = useSending('set-book-account', () => {
    tell(t('books.accountSaved'))
    onClose()
  })
  const submit = () => {
    setTried(true)
    if (number.trim() !== '' && name.trim() !== '')
      void sending.send({ key: account.key, number, name })
  }
  return (
    <FormDialog
      title={t('books.accountTitle')}
      submit={t('action.save')}
      onSubmit={submit}
      onClose={onClose}
      busy={sending.busy}
      failure={sending.failure}
    >
      <TextInput
        label={t('books.accountNumber')}
        value={number}
        maxLength={NUMBER_LENGTH_MAX}
        onChange={(event) => setNumber(event.currentTarget.value)}
        error={tried && number.trim() === '' && t('form.needed')}
        data-autofocus
      />
      <TextInput
        label={t('books.accountName')}
        value={name}
        maxLength={NAME_LENGTH_MAX}
        onChange={(event) => setName(event.currentTarget.value)}
        error={tried && name.trim() === '' && t('form.needed')}
      />
    </FormDialog>
  )
}

function ZoneDialog({ timeZone, onClose }: { timeZone: string; onClose: () => void }) {
  const { t } = useWords()
  const tell = useTell()
  const [zone, setZone] = useState(timeZone)
  const sending = useSending('set-book-zone', () => {
    tell(t('books.zoneSaved'))
    onClose()
  })
  return (
    <FormDialog
      title={t('books.zoneTitle')}
      submit={t('action.save')}
      onSubmit={() => void sending.send({ timeZone: zone.trim() })}
      onClose={onClose}
      busy={sending.busy}
      failure={sending.failure}
    >
      <p style={{ margin: 0 }}>{t('books.zoneText')}</p>
      <TextInput
        label={t('locations.zone')}
        value={zone}
        onChange={(event) => setZone(event.currentTarget.value)}
        data-autofocus
      />
    </FormDialog>
  )
}
