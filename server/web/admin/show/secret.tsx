import { Button } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useState } from 'react'
import { useWords } from '../words/words.tsx'
import { copyText } from './copy-text.ts'
import noticeStyles from './notice.module.css'
import { Notice } from './notice.tsx'
import styles from './show.module.css'

interface SecretProps {
  readonly label: string
  /** As it is shown, e.g. a number in groups of four. */
  readonly shown: string
  /** As it is copied. */
  readonly value: string
  /** Long texts are set smaller. */
  readonly isLong?: boolean
}

/** A text that is shown this once, with a button that copies it. */
export function Secret({ label, shown, value, isLong = false }: SecretProps) {
  const { t } = useWords()
  const [state, setState] = useState<'ready' | 'copied' | 'failed'>('ready')
  const copy = async () => setState((await copyText(value)) ? 'copied' : 'failed')
  const copied = state === 'copied'
  return (
    <div className={noticeStyles['secret']}>
      <div>
        <div className={noticeStyles['secretLabel']}>{label}</div>
        <div
          className={`${noticeStyles['secretValue']} ${isLong ? noticeStyles['secretLong'] : ''}`}
        >
          {shown}
        </div>
        {state === 'failed' && <div className={styles['sub']}>{t('secret.copyByHand')}</div>}
      </div>
      <Button
        variant="default"
        size="xs"
        flex="none"
        aria-label={t('secret.copyNamed', { what: label })}
        leftSection={
          copied ? (
            <IconCheck size={16} aria-hidden="true" />
          ) : (
            <IconCopy size={16} aria-hidden="true" />
          )
        }
        onClick={() => void copy()}
      >
        {t(copied ? 'secret.copied' : 'secret.copy')}
      </Button>
    </div>
  )
}

/** Says that what stands below is not shown again. */
export function ShownOnce({ text }: { text: string }) {
  const { t } = useWords()
  return (
    <Notice tone="know" title={t('secret.shownOnce')}>
      {text}
    </Notice>
  )
}

/** A card's number as people read it aloud: `9970 0112 3456 7890 123`. */
export function groupDigits(number: string): string {
  return number.replace(/(\d{4})(?=\d)/g, '$1 ')
}
