import { Button } from '@mantine/core'
import { isUnknown } from '../api/intent.ts'
import noticeStyles from '../show/notice.module.css'
import { Notice } from '../show/notice.tsx'
import { FailureNotice } from '../show/notices.tsx'
import { useWords } from '../words/words.tsx'
import type { Operation } from './use-operation.ts'

/** What became of the last sending: refused, failed, or not known. */
export function OperationNotice({ operation }: { operation: Operation }) {
  const { t } = useWords()
  const { failure, unfinished, startOver } = operation
  if (!unfinished) return failure ? <FailureNotice failure={failure} /> : null
  return (
    <>
      {failure && !isUnknown(failure.code) && <FailureNotice failure={failure} />}
      <Notice role="alert" tone="know" title={t('operation.unknown')}>
        {t('operation.unknownText')}
        <div className={noticeStyles['noticeAction']}>
          <Button size="xs" variant="default" onClick={startOver}>
            {t('operation.startOver')}
          </Button>
        </div>
      </Notice>
    </>
  )
}
