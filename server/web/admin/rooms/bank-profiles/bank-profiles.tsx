import { Button, Group } from '@mantine/core'
import { IconBuildingBank, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { BankProfileView } from '../../../../../src/contract/admin/payout-views.ts'
import { useRead } from '../../api/admin.tsx'
import { useMay } from '../../api/may.ts'
import { FormDialog } from '../../forms/dialog.tsx'
import { PasswordField } from '../../forms/password-field.tsx'
import { useSending } from '../../forms/use-sending.ts'
import { Badge } from '../../show/badges.tsx'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { Loaded } from '../../show/loaded.tsx'
import { EmptyState } from '../../show/notices.tsx'
import { PageHead, Panel } from '../../show/panel.tsx'
import styles from '../../show/show.module.css'
import { useTimes } from '../../show/times.tsx'
import { useTitle } from '../../show/use-title.ts'
import { useWords } from '../../words/words.tsx'
import { ProfileDialog } from './profile-dialog.tsx'

type Open =
  | { readonly is: 'add' }
  | { readonly is: 'change' | 'retire'; readonly profile: BankProfileView }

/** By which bank, in which form and currency, locations are paid. */
export function BankProfilesRoom() {
  const { t } = useWords()
  useTitle(t('nav.bankProfiles'))
  const may = useMay()
  const profiles = useRead('list-bank-profiles', {})
  const [open, setOpen] = useState<Open>()
  const close = () => setOpen(undefined)
  return (
    <>
      <PageHead title={t('nav.bankProfiles')} about={t('profiles.about')}>
        {may('add-bank-profile') && (
          <Button
            leftSection={<IconPlus size={18} aria-hidden="true" />}
            onClick={() => setOpen({ is: 'add' })}
          >
            {t('profiles.add')}
          </Button>
        )}
      </PageHead>
      <Panel title={t('profiles.list')}>
        <Loaded query={profiles}>
          {(found) =>
            found.profiles.length === 0 ? (
              <EmptyState
                icon={<IconBuildingBank size={24} />}
                title={t('profiles.none')}
                text={t('profiles.noneText')}
              />
            ) : (
              <ProfileTable profiles={found.profiles} onOpen={setOpen} />
            )
          }
        </Loaded>
      </Panel>
      {open?.is === 'add' && <ProfileDialog profile={undefined} onClose={close} />}
      {open?.is === 'change' && <ProfileDialog profile={open.profile} onClose={close} />}
      {open?.is === 'retire' && <RetireDialog profile={open.profile} onClose={close} />}
    </>
  )
}

interface ProfileTableProps {
  readonly profiles: readonly BankProfileView[]
  readonly onOpen: (open: Open) => void
}

function ProfileTable({ profiles, onOpen }: ProfileTableProps) {
  const { t } = useWords()
  const times = useTimes()
  const may = useMay()
  const columns: Column<BankProfileView>[] = [
    {
      id: 'name',
      heading: t('profiles.name'),
      isRowHeading: true,
      cell: ({ name, currency }) => (
        <>
          {name}
          <span className={styles['sub']}>{currency}</span>
        </>
      ),
    },
    {
      id: 'rail',
      heading: t('profiles.rail'),
      cell: ({ settings }) => t(`payWay.${settings?.rail ?? 'manual'}`),
    },
    {
      id: 'state',
      heading: t('column.state'),
      cell: ({ isRetired }) => (
        <Badge tone={isRetired ? 'quiet' : 'moved'}>
          {t(isRetired ? 'profiles.retired' : 'profiles.inUse')}
        </Badge>
      ),
    },
    {
      id: 'days',
      heading: t('profiles.calendar'),
      onlyWide: true,
      cell: ({ calendar, timeZone }) => (
        <>
          {t(`calendar.${calendar}`)}
          <span className={styles['sub']}>{timeZone}</span>
        </>
      ),
    },
    {
      id: 'last',
      heading: t('profiles.lastFile'),
      align: 'end',
      cell: ({ lastFile, settings }) => (settings === null ? '–' : lastFile),
    },
    {
      id: 'changed',
      heading: t('profiles.changedBy'),
      onlyWide: true,
      cell: ({ changedBy, changedAtMs }) => (
        <>
          {changedBy}
          <span className={styles['sub']}>{times.dateTime(changedAtMs)}</span>
        </>
      ),
    },
    {
      id: 'steps',
      heading: t('column.actions'),
      headingHidden: true,
      align: 'end',
      cell: (profile) =>
        !profile.isRetired && (
          <Group gap="xs" justify="flex-end" wrap="nowrap">
            {may('retire-bank-profile') && (
              <Button size="xs" variant="default" onClick={() => onOpen({ is: 'retire', profile })}>
                {t('profiles.retire')}
              </Button>
            )}
            {may('change-bank-profile') && (
              <Button size="xs" variant="default" onClick={() => onOpen({ is: 'change', profile })}>
                {t('action.edit')}
              </Button>
            )}
          </Group>
        ),
    },
  ]
  return (
    <DataTable
      label={t('profiles.list')}
      columns={columns}
      rows={profiles}
      rowKey={({ profileId }) => profileId}
    />
  )
}

function RetireDialog({ profile, onClose }: { profile: BankProfileView; onClose: () => void }) {
  const { t } = useWords()
  const [password, setPassword] = useState('')
  const sending = useSending('retire-bank-profile', onClose)
  const { profileId, name } = profile
  return (
    <FormDialog
      title={t('profiles.retireTitle', { name })}
      submit={t('profiles.retire')}
      onSubmit={() => password !== '' && void sending.send({ profileId, password })}
      onClose={onClose}
      busy={sending.busy}
      failure={sending.failure}
      danger
    >
      <p style={{ margin: 0 }}>{t('profiles.retireText')}</p>
      <PasswordField
        value={password}
        onChange={setPassword}
        missing={false}
        about={t('runs.passwordAbout')}
        focused
      />
    </FormDialog>
  )
}
