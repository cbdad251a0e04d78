import { Button } from '@mantine/core'
import type { ApiClientView } from '../../../../../src/contract/admin/views.ts'
import { useMay } from '../../api/may.ts'
import { Badge } from '../../show/badges.tsx'
import { type Column, DataTable } from '../../show/data-table.tsx'
import styles from '../../show/show.module.css'
import { useTimes } from '../../show/times.tsx'
import { useWords } from '../../words/words.tsx'

interface KeyTableProps {
  readonly clients: readonly ApiClientView[]
  readonly onRevoke: (client: ApiClientView) => void
}

export function KeyTable({ clients, onRevoke }: KeyTableProps) {
  const { t } = useWords()
  const times = useTimes()
  const may = useMay()
  const columns: Column<ApiClientView>[] = [
    {
      id: 'name',
      heading: t('form.name'),
      isRowHeading: true,
      cell: (client) => (
        <>
          {client.name}
          <span className={`${styles['sub']} figures`}>{client.keyHint}</span>
        </>
      ),
    },
    {
      id: 'kind',
      heading: t('apiKeys.kind'),
      cell: (client) => <UsedBy client={client} />,
    },
    {
      id: 'scopes',
      heading: t('apiKeys.scopes'),
      cell: (client) => client.scopes.map((scope) => t(`scope.${scope}`)).join(', '),
    },
    {
      id: 'used',
      heading: t('apiKeys.lastUsed'),
      cell: (client) => <LastUsed client={client} />,
    },
    {
      id: 'expires',
      heading: t('apiKeys.expires'),
      cell: (client) =>
        client.expiresAtMs === null ? t('card.never') : times.day(client.expiresAtMs),
    },
    { id: 'state', heading: t('column.state'), cell: (client) => <KeyState client={client} /> },
    {
      id: 'actions',
      heading: t('column.actions'),
      headingHidden: true,
      align: 'end',
      cell: (client) =>
        client.revokedAtMs === null &&
        may('revoke-api-client') && (
          <Button variant="light" color="refused" size="xs" onClick={() => onRevoke(client)}>
            {t('action.revoke')}
          </Button>
        ),
    },
  ]
  return (
    <DataTable
      label={t('nav.apiKeys')}
      columns={columns}
      rows={clients}
      rowKey={(client) => client.clientId}
    />
  )
}

function UsedBy({ client }: { client: ApiClientView }) {
  const { t } = useWords()
  return (
    <>
      {t(`channel.${client.kind}`)}
      <span className={styles['sub']}>{client.locationName ?? t('apiKeys.nowhere')}</span>
    </>
  )
}

function LastUsed({ client }: { client: ApiClientView }) {
  const { t } = useWords()
  const times = useTimes()
  if (client.lastUsedAtMs !== null) return times.dateTime(client.lastUsedAtMs)
  return <span className={styles['quiet']}>{t('apiKeys.neverUsed')}</span>
}

function KeyState({ client }: { client: ApiClientView }) {
  const { t } = useWords()
  if (client.revokedAtMs !== null) return <Badge tone="refused">{t('device.revoked')}</Badge>
  if (client.expiresAtMs !== null && client.expiresAtMs <= Date.now()) {
    return <Badge tone="know">{t('apiKeys.expired')}</Badge>
  }
  return <Badge tone="moved">{t('apiKeys.valid')}</Badge>
}
