import { Button } from '@mantine/core'
import { IconBuildingStore, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { LocationView } from '../../../../../src/contract/admin/views.ts'
import { assertNever } from '../../../../../src/contract/parse.ts'
import { useRead } from '../../api/admin.tsx'
import { useMay } from '../../api/may.ts'
import { Loaded } from '../../show/loaded.tsx'
import { EmptyState } from '../../show/notices.tsx'
import { PageHead, Panel } from '../../show/panel.tsx'
import { useTitle } from '../../show/use-title.ts'
import { useWords } from '../../words/words.tsx'
import { ActivationDialog } from './activation-dialog.tsx'
import { LocationDialog, NewLocationDialog } from './location-dialog.tsx'
import { LocationTable } from './location-table.tsx'
import { StateDialog } from './state-dialog.tsx'

type OpenDialog =
  | { readonly kind: 'create' }
  | { readonly kind: 'edit'; readonly location: LocationView }
  | { readonly kind: 'activation'; readonly location: LocationView }
  | { readonly kind: 'state'; readonly location: LocationView }

/** The businesses that accept cards and are paid for it. */
export function LocationsRoom() {
  const { t } = useWords()
  useTitle(t('nav.locations'))
  const may = useMay()
  const query = useRead('list-locations', {})
  const [dialog, setDialog] = useState<OpenDialog>()
  const create = may('create-location') && (
    <Button
      leftSection={<IconPlus size={18} aria-hidden="true" />}
      onClick={() => setDialog({ kind: 'create' })}
    >
      {t('locations.create')}
    </Button>
  )
  return (
    <>
      <PageHead title={t('nav.locations')} about={t('locations.about')}>
        {create}
      </PageHead>
      <Panel>
        <Loaded query={query}>
          {({ locations }) =>
            locations.length === 0 ? (
              <EmptyState
                icon={<IconBuildingStore size={24} />}
                title={t('locations.none')}
                text={t('locations.noneText')}
              />
            ) : (
              <LocationTable
                locations={locations}
                onOpen={(kind, location) => setDialog({ kind, location })}
              />
            )
          }
        </Loaded>
      </Panel>
      {dialog && <RoomDialog dialog={dialog} onClose={() => setDialog(undefined)} />}
    </>
  )
}

interface RoomDialogProps {
  readonly dialog: OpenDialog
  readonly onClose: () => void
}

function RoomDialog({ dialog, onClose }: RoomDialogProps) {
  switch (dialog.kind) {
    case 'create':
      return <NewLocationDialog onClose={onClose} />
    case 'edit':
      return <LocationDialog location={dialog.location} onClose={onClose} />
    case 'state':
      return <StateDialog location={dialog.location} onClose={onClose} />
    case 'activation':
      return <ActivationDialog location={dialog.location} onClose={onClose} />
    default:
      return assertNever(dialog)
  }
}
