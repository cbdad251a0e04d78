import type { RequestLogLine } from '../../../../../src/contract/admin/request-log.ts'
import { useRead } from '../../api/admin.tsx'
import { DetailsDrawer } from '../../show/details-drawer.tsx'
import { JsonText } from '../../show/json-text.tsx'
import { Loaded } from '../../show/loaded.tsx'
import styles from '../../show/show.module.css'
import { useTimes } from '../../show/times.tsx'
import { useWords } from '../../words/words.tsx'

/** A button that opens what was asked and answered, and every try of the same request. */
export function RequestDetails({ entry }: { entry: RequestLogLine }) {
  const { t } = useWords()
  return (
    <DetailsDrawer title={t('requests.details', { name: entry.clientName })} size="lg">
      <Content entry={entry} />
    </DetailsDrawer>
  )
}

function Content({ entry }: { entry: RequestLogLine }) {
  const { t } = useWords()
  const times = useTimes()
  const { clientId, requestId, operation, atMs, asked, answered } = entry
  return (
    <>
      <p className={styles['stackItem']}>
        {operation} · {times.dateTime(atMs)}
      </p>
      <JsonText label={t('requests.asked')} value={asked} />
      <JsonText label={t('requests.answered')} value={answered} />
      {requestId !== null && <Replay clientId={clientId} requestId={requestId} />}
    </>
  )
}

function Replay({ clientId, requestId }: { clientId: string; requestId: string }) {
  const { t } = useWords()
  const times = useTimes()
  const query = useRead('replay-request', { clientId, requestId })
  return (
    <section aria-label={t('requests.replay')}>
      <h3 className={styles['panelTitle']}>{t('requests.replay')}</h3>
      <Loaded query={query}>
        {({ stored, entries }) => (
          <>
            <ol aria-label={t('requests.tries')}>
              {entries.map(({ entryId, atMs, code, tookMs }) => (
                <li key={entryId}>
                  {times.dateTime(atMs)} · {code} · {t('requests.ms', { count: tookMs })}
                </li>
              ))}
            </ol>
            {stored === null ? (
              <p className={styles['quiet']}>{t('requests.notStored')}</p>
            ) : (
              <JsonText label={t('requests.stored')} value={stored} />
            )}
          </>
        )}
      </Loaded>
    </section>
  )
}
