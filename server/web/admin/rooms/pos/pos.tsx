import { Button } from '@mantine/core'
import { IconCloud, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { PosConnectionView } from '../../../../../src/contract/admin/pos.ts'
import { useRead } from '../../api/admin.tsx'
import { useMay } from '../../api/may.ts'
import { Loaded } from '../../show/loaded.tsx'
import { EmptyState } from '../../show/notices.tsx'
import { PageHead, Panel } from '../../show/panel.tsx'
import { useTitle } from '../../show/use-title.ts'
import { useWords } from '../../words/words.tsx'
import { AddDialog, ChangeDialog } from './connection-dialog.tsx'
import { PosTable } from './pos-table.tsx'
import { RemoveDialog } from './remove-dialog.tsx'

type OpenDialog =
  | { readonly kind: 'add' }
  | { readonly kind: 'open' | 'remove'; readonly connection: PosConnectionView }

/** Which cloud POS are heard for which location, and how they fare. */
export function PosRoom() {
  const { t } = useWords()
  useTitle(t('nav.pos'))
  const query = useRead('list-pos-connections', {})
  const may = useMay()
  const [dialog, setDialog] = useState<OpenDialog>()
  const close = () => setDialog(undefined)
  return (
    <>
      <PageHead title={t('nav.pos')} about={t('pos.about')}>
        {may('add-pos-connection') && (
          <Button
            leftSection={<IconPlus size={18} aria-hidden="true" />}
            onClick={() => setDialog({ kind: 'add' })}
          >
            {t('pos.add')}
          </Button>
        )}
      </PageHead>
      <Panel>
        <Loaded query={query}>
          {({ connections }) =>
            connections.length === 0 ? (
              <EmptyState
                icon={<IconCloud size={24} />}
                title={t('pos.none')}
                text={t('pos.noneText')}
              />
            ) : (
              <PosTable
                connections={connections}
                onOpen={(kind, connection) => setDialog({ kind, connection })}
              />
            )
          }
        </Loaded>
      </Panel>
      {dialog?.kind === 'add' && <AddDialog onClose={close} />}
      {dialog?.kind === 'open' && <ChangeDialog connection={dialog.connection} onClose={close} />}
      {dialog?.kind === 'remove' && <RemoveDialog connection={dialog.connection} onClose={close} />}
    </>
  )
}
