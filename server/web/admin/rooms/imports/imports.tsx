import { Button } from '@mantine/core'
import { IconFileImport, IconFileUpload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ImportView } from '../../../../../src/contract/admin/imports.ts'
import { readOptions, useAdmin } from '../../api/admin.tsx'
import { STALE_AFTER_MS } from '../../api/limits.ts'
import { useMay } from '../../api/may.ts'
import { Loaded } from '../../show/loaded.tsx'
import { EmptyState } from '../../show/notices.tsx'
import { PageHead, Panel } from '../../show/panel.tsx'
import { useTitle } from '../../show/use-title.ts'
import { useWords } from '../../words/words.tsx'
import { CommitDialog } from './commit-dialog.tsx'
import { DropDialog } from './drop-dialog.tsx'
import { FileDialog } from './file-dialog.tsx'
import { type ImportStep, ImportTable } from './import-table.tsx'
import { ReverseDialog } from './reverse-dialog.tsx'

/** Whoever watches an import sees it grow. */
const PROGRESS_EVERY_MS = 1_000

/** Every import; read again and again while one of them is under way. */
function useImports() {
  const { client } = useAdmin()
  return useQuery({
    ...readOptions(client, 'list-imports', {}),
    refetchInterval: ({ state }) =>
      state.data?.imports.some(isUnderWay) === true ? PROGRESS_EVERY_MS : STALE_AFTER_MS,
  })
}

function isUnderWay({ state }: ImportView): boolean {
  return state === 'staging' || state === 'committing' || state === 'reversing'
}

/** Cards of other systems: a file is checked, taken in, committed by somebody else, maybe reversed. */
export function ImportsRoom() {
  const { t } = useWords()
  useTitle(t('nav.imports'))
  const may = useMay()
  const imports = useImports()
  const [isFileOpen, setFileOpen] = useState(false)
  const [step, setStep] = useState<ImportStep>()
  const close = () => setStep(undefined)
  return (
    <>
      <PageHead title={t('nav.imports')} about={t('imports.about')}>
        {may('send-import-file') && (
          <Button
            leftSection={<IconFileUpload size={18} aria-hidden="true" />}
            onClick={() => setFileOpen(true)}
          >
            {t('imports.check')}
          </Button>
        )}
      </PageHead>
      <Panel title={t('imports.list')}>
        <Loaded query={imports}>
          {(found) =>
            found.imports.length === 0 ? (
              <EmptyState
                icon={<IconFileImport size={24} />}
                title={t('imports.none')}
                text={t('imports.noneText')}
              />
            ) : (
              <ImportTable imports={found.imports} onStep={setStep} />
            )
          }
        </Loaded>
      </Panel>
      {isFileOpen && <FileDialog onClose={() => setFileOpen(false)} />}
      {step?.is === 'commit' && <CommitDialog found={step.found} onClose={close} />}
      {step?.is === 'drop' && <DropDialog found={step.found} onClose={close} />}
      {step?.is === 'reverse' && <ReverseDialog found={step.found} onClose={close} />}
    </>
  )
}
