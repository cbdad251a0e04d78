import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { BOOK_EXPORT_PATH } from '../../../../../src/contract/admin/book-exports.ts'
import noticeStyles from '../../show/notice.module.css'
import { Notice } from '../../show/notice.tsx'
import styles from '../../show/show.module.css'
import { useWords } from '../../words/words.tsx'

/** What a link in a mail leads to: `<export>.<key>`. */
export function LinkNotice({ link }: { link: string }) {
  const { t } = useWords()
  const [exportId = '', key = ''] = link.split('.')
  const path = BOOK_EXPORT_PATH.replace('{exportId}', encodeURIComponent(exportId))
  return (
    <div className={styles['stackItem']}>
      <Notice tone="choose" title={t('exports.linkTitle')}>
        {t('exports.linkText')}
        <div>
          <Button
            className={noticeStyles['noticeAction'] ?? ''}
            component="a"
            href={`${path}?${new URLSearchParams({ key }).toString()}`}
            download
            size="xs"
            leftSection={<IconDownload size={15} aria-hidden="true" />}
          >
            {t('exports.take')}
          </Button>
        </div>
      </Notice>
    </div>
  )
}
