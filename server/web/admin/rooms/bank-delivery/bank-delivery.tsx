import { Button, Stack } from '@mantine/core'
import { IconFile, IconPlus, IconSend } from '@tabler/icons-react'
import { useState } from 'react'
import type { BankDeliveryView } from '../../../../../src/contract/admin/bank-delivery.ts'
import { useRead } from '../../api/admin.tsx'
import { useMay } from '../../api/may.ts'
import { Loaded } from '../../show/loaded.tsx'
import { EmptyState } from '../../show/notices.tsx'
import { PageHead, Panel } from '../../show/panel.tsx'
import { useTitle } from '../../show/use-title.ts'
import { useWords } from '../../words/words.tsx'
import { AddDialog, ChangeDialog } from './destination-dialog.tsx'
import { DestinationTable } from './destination-table.tsx'
import { FileTable } from './file-table.tsx'
import { HostKeyDialog } from './host-key-dialog.tsx'
import { RemoveDialog } from './remove-dialog.tsx'

type OpenDialog =
  | { readonly kind: 'add' }
  | { readonly kind: 'open' | 'remove' | 'key'; readonly destination: BankDeliveryView }

/** Where files for banks and bookkeepers are handed over, and what was. */
export function BankDeliveryRoom() {
  const { t } = useWords()
  useTitle(t('nav.bankDelivery'))
  const may = useMay()
  const [dialog, setDialog] = useState<OpenDialog>()
  const close = () => setDialog(undefined)
  return (
    <>
      <PageHead title={t('nav.bankDelivery')} about={t('delivery.about')}>
        {may('add-bank-delivery') && (
          <Button
            leftSection={<IconPlus size={18} aria-hidden="true" />}
            onClick={() => setDialog({ kind: 'add' })}
          >
            {t('delivery.add')}
          </Button>
        )}
      </PageHead>
      <Stack gap="md">
        <Destinations onOpen={(kind, destination) => setDialog({ kind, destination })} />
        <Files />
      </Stack>
      {dialog?.kind === 'add' && <AddDialog onClose={close} />}
      {dialog?.kind === 'open' && <ChangeDialog destination={dialog.destination} onClose={close} />}
      {dialog?.kind === 'key' && <HostKeyDialog destination={dialog.destination} onClose={close} />}
      {dialog?.kind === 'remove' && (
        <RemoveDialog destination={dialog.destination} onClose={close} />
      )}
    </>
  )
}

interface DestinationsProps {
  readonly onOpen: (kind: 'open' | 'remove' | 'key', destination: BankDeliveryView) => void
}

function Destinations({ onOpen }: DestinationsProps) {
  const { t } = useWords()
  const query = useRead('list-bank-deliveries', {})
  return (
    <Panel title={t('delivery.destinations')}>
      <Loaded query={query}>
        {({ deliveries }) =>
          deliveries.length === 0 ? (
            <EmptyState
              icon={<IconSend size={24} />}
              title={t('delivery.none')}
              text={t('delivery.noneText')}
            />
          ) : (
            <DestinationTable destinations={deliveries} onOpen={onOpen} />
          )
        }
      </Loaded>
    </Panel>
  )
}

function Files() {
  const { t } = useWords()
  const query = useRead('list-delivered-files', {})
  const { data } = useRead('list-bank-deliveries', {})
  return (
    <Panel title={t('delivery.files')}>
      <Loaded query={query}>
        {({ files }) =>
          files.length === 0 ? (
            <EmptyState
              icon={<IconFile size={24} />}
              title={t('delivery.noFiles')}
              text={t('delivery.noFilesText')}
            />
          ) : (
            <FileTable files={files} destinations={data?.deliveries ?? []} />
          )
        }
      </Loaded>
    </Panel>
  )
}
