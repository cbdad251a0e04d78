import { Button, Select } from '@mantine/core'
import { IconMail } from '@tabler/icons-react'
import type { StatementMail } from '../../../../../src/contract/admin/statements.ts'
import { useRead } from '../../api/admin.tsx'
import { useSending } from '../../forms/use-sending.ts'
import { Badge, type Tone } from '../../show/badges.tsx'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { formatDateTime } from '../../show/dates.ts'
import { Loaded } from '../../show/loaded.tsx'
import { FailureNotice } from '../../show/notices.tsx'
import { Panel } from '../../show/panel.tsx'
import styles from '../../show/show.module.css'
import { useTell } from '../../show/use-tell.ts'
import { useWords } from '../../words/words.tsx'

const TONES: Readonly<Record<StatementMail['state'], Tone>> = {
  waiting: 'choose',
  sent: 'moved',
  failed: 'refused',
  none: 'quiet',
}

/** Who of a run got their statement by mail, in which language, and who is to get it again. */
export function MailPanel({ runId }: { runId: string }) {
  const { t } = useWords()
  const tell = useTell()
  const query = useRead('list-statement-mails', { runId })
  const role = useRead('who-am-i', {}).data?.role
  const refresh = () => void query.refetch()
  const mailing = useSending('mail-statements', ({ queued }) => {
    tell(t('mails.queued', { count: queued }))
    refresh()
  })
  const canMail = query.data?.canMail === true && (role === 'operator' || role === 'finance')
  const mail = (locationId: StatementMail['locationId'] | null) =>
    void mailing.send({ runId, locationId })
  return (
    <Panel title={t('mails.title')}>
      {mailing.failure && <FailureNotice failure={mailing.failure} />}
      {canMail && (
        <Button
          variant="default"
          leftSection={<IconMail size={16} aria-hidden="true" />}
          loading={mailing.busy}
          onClick={() => mail(null)}
        >
          {t('mails.all')}
        </Button>
      )}
      <Loaded query={query}>
        {({ mails, canMail: isServed }) => (
          <>
            {!isServed && <p className={styles['quiet']}>{t('mails.noServer')}</p>}
            <MailTable mails={mails} onMail={canMail ? mail : undefined} onChanged={refresh} />
          </>
        )}
      </Loaded>
    </Panel>
  )
}

interface MailTableProps {
  readonly mails: readonly StatementMail[]
  readonly onMail: ((locationId: StatementMail['locationId']) => void) | undefined
  readonly onChanged: () => void
}

function MailTable({ mails, onMail, onChanged }: MailTableProps) {
  const { t, locale } = useWords()
  const columns: Column<StatementMail>[] = [
    {
      id: 'location',
      heading: t('column.location'),
      isRowHeading: true,
      cell: ({ locationName, email }) => (
        <>
          {locationName}
          <span className={styles['sub']}>{email}</span>
        </>
      ),
    },
    {
      id: 'language',
      heading: t('mails.language'),
      cell: (mail) => <LanguageField mail={mail} onChanged={onChanged} />,
    },
    {
      id: 'state',
      heading: t('column.state'),
      cell: ({ state, atMs }) => (
        <>
          <Badge tone={TONES[state]}>{t(`mailState.${state}`)}</Badge>
          {atMs !== null && <span className={styles['sub']}>{formatDateTime(atMs, locale)}</span>}
        </>
      ),
    },
    {
      id: 'actions',
      heading: t('column.actions'),
      headingHidden: true,
      align: 'end',
      cell: ({ locationId, locationName, state }) =>
        onMail &&
        state !== 'none' && (
          <Button
            size="xs"
            variant="default"
            onClick={() => onMail(locationId)}
            aria-label={t('mails.againTo', { name: locationName })}
          >
            {t('mails.again')}
          </Button>
        ),
    },
  ]
  return (
    <DataTable
      label={t('mails.title')}
      columns={columns}
      rows={mails}
      rowKey={({ locationId }) => locationId}
    />
  )
}

function LanguageField({ mail, onChanged }: { mail: StatementMail; onChanged: () => void }) {
  const { t } = useWords()
  const { locationId, locationName, language } = mail
  const sending = useSending('set-statement-language', onChanged)
  return (
    <Select
      size="xs"
      aria-label={t('mails.languageOf', { name: locationName })}
      data={[
        { value: 'en', label: 'English' },
        { value: 'fr', label: 'Français' },
      ]}
      value={language}
      allowDeselect={false}
      disabled={sending.busy}
      onChange={(chosen) => {
        if (chosen !== null && chosen !== language)
          void sending.send({ locationId, language: chosen })
      }}
    />
  )
}
