import { Select } from '@mantine/core'
import { IconMail } from '@tabler/icons-react'
import type { StatementMail } from '../../../../../src/contract/admin/statements.ts'
import { useRead } from '../../api/admin.tsx'
import { useMay } from '../../api/may.ts'
import { ActionButton } from '../../forms/action-button.tsx'
import { useAction } from '../../forms/use-action.tsx'
import { Badge, type Tone } from '../../show/badges.tsx'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { Loaded } from '../../show/loaded.tsx'
import { Panel } from '../../show/panel.tsx'
import styles from '../../show/show.module.css'
import { useTimes } from '../../show/times.tsx'
import { useTell } from '../../show/use-tell.ts'
import { LANGUAGE_NAMES, LANGUAGES, useWords } from '../../words/words.tsx'

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
  const may = useMay()
  const refresh = () => void query.refetch()
  const queued = (count: number) => {
    tell(t('mails.queued', { count }))
    refresh()
  }
  const canMail = query.data?.canMail === true && may('mail-statements')
  return (
    <Panel title={t('mails.title')}>
      {canMail && <MailButton runId={runId} mail={null} onQueued={queued} />}
      <Loaded query={query}>
        {({ mails, canMail: isServed }) => (
          <>
            {!isServed && <p className={styles['quiet']}>{t('mails.noServer')}</p>}
            <MailTable
              mails={mails}
              runId={canMail ? runId : undefined}
              onQueued={queued}
              onChanged={refresh}
            />
          </>
        )}
      </Loaded>
    </Panel>
  )
}

interface MailButtonProps {
  readonly runId: string
  /** To whom; null for all that have something to be told. */
  readonly mail: StatementMail | null
  readonly onQueued: (count: number) => void
}

/** A mail that went out cannot be called back. */
function MailButton({ runId, mail, onQueued }: MailButtonProps) {
  const { t } = useWords()
  const name = mail?.locationName ?? ''
  const about = mail && { name, email: mail.email }
  return (
    <ActionButton
      call="mail-statements"
      params={{ runId, locationId: mail?.locationId ?? null }}
      verb={t(mail ? 'mails.again' : 'mails.all')}
      {...(mail && { label: t('mails.againTo', { name }) })}
      question={{
        title: about ? t('mails.againTitle', about) : t('mails.allTitle'),
        text: about ? t('mails.againText', about) : t('mails.allText'),
      }}
      onDone={({ queued }) => onQueued(queued)}
      variant="default"
      {...(mail ? { size: 'xs' } : { leftSection: <IconMail size={16} aria-hidden="true" /> })}
    />
  )
}

interface MailTableProps {
  readonly mails: readonly StatementMail[]
  /** Not given where nothing can be mailed. */
  readonly runId: string | undefined
  readonly onQueued: (count: number) => void
  readonly onChanged: () => void
}

function MailTable({ mails, runId, onQueued, onChanged }: MailTableProps) {
  const { t } = useWords()
  const times = useTimes()
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
      cell: ({ state, atMs, locationId }) => (
        <>
          <Badge tone={TONES[state]}>{t(`mailState.${state}`)}</Badge>
          {atMs !== null && (
            <span className={styles['sub']}>{times.dateTime(atMs, times.zoneOf(locationId))}</span>
          )}
        </>
      ),
    },
    {
      id: 'actions',
      heading: t('column.actions'),
      headingHidden: true,
      align: 'end',
      cell: (mail) =>
        runId !== undefined &&
        mail.state !== 'none' && <MailButton {...{ runId, mail, onQueued }} />,
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
  const may = useMay()
  const { run, busy, notice } = useAction('set-statement-language', onChanged)
  if (!may('set-statement-language')) return LANGUAGE_NAMES[language]
  return (
    <>
      <Select
        size="xs"
        aria-label={t('mails.languageOf', { name: locationName })}
        data={LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
        value={language}
        allowDeselect={false}
        disabled={busy}
        onChange={(chosen) => {
          if (chosen !== null && chosen !== language)
            void run(t('mails.language'), { locationId, language: chosen })
        }}
      />
      {notice}
    </>
  )
}
