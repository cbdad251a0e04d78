import { Alert, Button } from '@mantine/core'
import { IconQuestionMark } from '@tabler/icons-react'
import { FailureNotice } from '../show/notices.tsx'
import { useWords } from '../words/words.tsx'
import type { Operation } from './use-operation.ts'

/** What became of the last sending: refused, failed, or not known. */
export function OperationNotice({ operation }: { operation: Operation }) {
  const { t } = useWords()
  if (operation.unfinished) {
    return (
      <Alert
        role="alert"
        color="know"
        icon={<IconQuestionMark size={20} aria-hidden="true" />}
        title={t('operation.unknown')}
        styles={{ title: { color: 'var(--ink)' }, message: { color: 'var(--ink)' } }}
      >
        {t('operation.unknownText')}
        <Button mt="xs" size="xs" variant="default" onClick={operation.startOver}>
          {t('operation.startOver')}
        </Button>
      </Alert>
    )
  }
  return operation.failure ? <FailureNotice failure={operation.failure} /> : null
}
