import { Anchor, Button } from '@mantine/core'
import { IconBook, IconKey, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { ApiClientView } from '../../../../../src/contract/admin/views.ts'
import { useRead } from '../../api/admin.tsx'
import { useMay } from '../../api/may.ts'
import { RoomButton } from '../../show/links.tsx'
import { Loaded } from '../../show/loaded.tsx'
import { EmptyState } from '../../show/notices.tsx'
import { PageHead, Panel } from '../../show/panel.tsx'
import { useTitle } from '../../show/use-title.ts'
import { useWords } from '../../words/words.tsx'
import { CreateKeyDialog } from './create-key-dialog.tsx'
import { KeyTable } from './key-table.tsx'
import { RevokeKeyDialog } from './revoke-key-dialog.tsx'

/** Where the server describes its JSON API. */
const API_DOCS_PATH = '/v1/docs'

type OpenDialog =
  | { readonly kind: 'create' }
  | { readonly kind: 'revoke'; readonly client: ApiClientView }

/** The keys with which shops' own programs use the stored-value API. */
export function ApiKeysRoom() {
  const { t } = useWords()
  useTitle(t('nav.apiKeys'))
  const may = useMay()
  const query = useRead('list-api-clients', {})
  const [dialog, setDialog] = useState<OpenDialog>()
  const close = () => setDialog(undefined)
  return (
    <>
      <PageHead title={t('nav.apiKeys')} about={t('apiKeys.about')}>
        <RoomButton to="/explorer" variant="default">
          {t('nav.explorer')}
        </RoomButton>
        <Button
          component="a"
          href={API_DOCS_PATH}
          variant="default"
          leftSection={<IconBook size={18} aria-hidden="true" />}
        >
          {t('apiKeys.docs')}
        </Button>
        {may('create-api-client') && (
          <Button
            leftSection={<IconPlus size={18} aria-hidden="true" />}
            onClick={() => setDialog({ kind: 'create' })}
          >
            {t('apiKeys.create')}
          </Button>
        )}
      </PageHead>
      <Panel>
        <Loaded query={query}>
          {({ clients }) =>
            clients.length === 0 ? (
              <NoKeys />
            ) : (
              <KeyTable
                clients={clients}
                onRevoke={(client) => setDialog({ kind: 'revoke', client })}
              />
            )
          }
        </Loaded>
      </Panel>
      {dialog?.kind === 'create' && <CreateKeyDialog onClose={close} />}
      {dialog?.kind === 'revoke' && <RevokeKeyDialog client={dialog.client} onClose={close} />}
    </>
  )
}

function NoKeys() {
  const { t } = useWords()
  return (
    <EmptyState icon={<IconKey size={24} />} title={t('apiKeys.none')} text={t('apiKeys.noneText')}>
      <Anchor href={API_DOCS_PATH} size="sm">
        {t('apiKeys.docs')}
      </Anchor>
    </EmptyState>
  )
}
