import { Anchor } from '@mantine/core'
import { AUDIT_ACTIONS, type AuditLine } from '../../../../../src/contract/admin/audit.ts'
import { type Column, DataTable } from '../../show/data-table.tsx'
import { DetailsDrawer } from '../../show/details-drawer.tsx'
import { JsonText } from '../../show/json-text.tsx'
import styles from '../../show/show.module.css'
import { useTimes } from '../../show/times.tsx'
import { type Translate, useWords } from '../../words/words.tsx'
import { partyKind, partyText } from './party.ts'

interface AuditTableProps {
  readonly entries: readonly AuditLine[]
  /** Asks for all that was done to the same. */
  readonly onSubject: (subject: string) => void
}

/** Who, when, from where, what, to what. */
export function AuditTable({ entries, onSubject }: AuditTableProps) {
  const { t } = useWords()
  const times = useTimes()
  const columns: Column<AuditLine>[] = [
    { id: 'time', heading: t('column.time'), cell: ({ atMs }) => times.dateTime(atMs) },
    {
      id: 'who',
      heading: t('audit.who'),
      isRowHeading: true,
      cell: ({ actor, ip }) => (
        <>
          {partyText(actor, t)}
          {ip !== null && <span className={`${styles['sub']} figures`}>{ip}</span>}
        </>
      ),
    },
    {
      id: 'action',
      heading: t('audit.action'),
      cell: (entry) => (
        <>
          {actionText(entry, t)}
          <Reason entry={entry} />
        </>
      ),
    },
    {
      id: 'what',
      heading: t('audit.what'),
      cell: ({ subject }) => (
        <Anchor
          component="button"
          type="button"
          size="sm"
          ta="start"
          title={t('audit.onlyThis', { name: partyText(subject, t) })}
          onClick={() => onSubject(subject.reference)}
        >
          {partyText(subject, t)}
        </Anchor>
      ),
    },
    {
      id: 'actions',
      heading: t('column.actions'),
      headingHidden: true,
      align: 'end',
      cell: (entry) => <Details entry={entry} />,
    },
  ]
  return (
    <DataTable
      label={t('nav.audit')}
      columns={columns}
      rows={entries}
      rowKey={({ entryId }) => String(entryId)}
    />
  )
}

/** What was done in words; what an older server noted, as it noted it. */
function actionText({ action }: AuditLine, t: Translate): string {
  const known = AUDIT_ACTIONS.find((one) => one === action)
  return known === undefined ? action : t(`audited.${known}`)
}

/** Why, where somebody said so. */
function Reason({ entry: { detail } }: { entry: AuditLine }) {
  const why = detail['reason'] ?? detail['note'] ?? null
  return typeof why === 'string' && why !== '' ? <span className={styles['sub']}>{why}</span> : null
}

function Details({ entry }: { entry: AuditLine }) {
  const { t } = useWords()
  const times = useTimes()
  const { entryId, atMs, actor, subject, ip, detail, action } = entry
  const facts: readonly (readonly [name: string, value: string])[] = [
    [t('column.time'), times.dateTime(atMs)],
    [t('audit.who'), `${partyText(actor, t)} · ${actor.reference}`],
    [t('audit.from'), ip ?? '–'],
    [t('audit.action'), `${actionText(entry, t)} · ${action}`],
    [partyKind(subject, t), `${subject.name ?? ''} · ${subject.reference}`],
  ]
  return (
    <DetailsDrawer title={t('audit.entry', { number: entryId })} size="lg">
      <dl className={`${styles['facts']} ${styles['factsOneColumn']}`}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className={styles['unbroken']}>{value}</dd>
          </div>
        ))}
      </dl>
      {Object.keys(detail).length === 0 ? (
        <p className={styles['quiet']}>{t('audit.noDetail')}</p>
      ) : (
        <JsonText label={t('audit.detail')} value={detail} />
      )}
    </DetailsDrawer>
  )
}
