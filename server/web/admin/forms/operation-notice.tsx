import { Button } from '@mantine/core'
import noticeStyles from '../show/notice.module.css'
import { Notice } from '../show/notice.tsx'
import { FailureNotice } from '../show/notices.tsx'
import { useWords } from '../words/words.tsx'
import type { Operation } from './use-operation.ts'

/** What became of the last sending: refused, failed, or not known. */
export function OperationNotice({ operation }: { operation: Operation }) {
  const { t } = useWords()
  if (operation.unfinished) {
    return (
      <Notice role="alert" tone="know" title={t('operation.unknown')}>
        {t('operation.unknownText')}
        <div className={noticeStyles['noticeAction']}>
          <Button size="xs" variant="default" onClick={operation.startOver}>
            {t('operation.startOver')}
          </Button>
        </div>
      </Notice>
    )
  }
  return operation.failure ? <FailureNotice failure={operation.failure} /> : null
}
