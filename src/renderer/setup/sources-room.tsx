import { IconPlugConnected, IconPlus, IconReceipt } from '@tabler/icons-react'
import { useState } from 'react'
import { currencyExponent, type Minor, minor } from '../../contract/money.ts'
import type { SourceTest, SourceView } from '../../contract/screen/sources.ts'
import { SETUP_ROWS } from '../limits.ts'
import { useScreen } from '../screen/context.ts'
import { HealthMark } from '../screen/health-mark.tsx'
import { pageCount, pageOf } from '../waiting/paging.ts'
import { Pager } from '../waiting/payment-list.tsx'
import { problemWords } from '../words/problems.ts'
import { useWords } from '../words/words.tsx'
import { RoomFrame } from './room-frame.tsx'
import type { Enter } from './rooms.ts'
import { useLive } from './use-live.ts'

/** Every way in, how it is doing, and what can be done with it. */
export function SourcesRoom({ enter }: { readonly enter: Enter }) {
  const { t } = useWords()
  const [page, setPage] = useState(0)
  const { value } = useLive('list-sources', {})
  const { value: shelf } = useLive('list-profiles', {})
  const sources = value?.sources ?? []
  const pages = pageCount(sources.length, SETUP_ROWS)
  return (
    <RoomFrame title={t('setup.title')}>
      <p className="setup-lead">{t('setup.lead')}</p>
      {value !== undefined && sources.length === 0 && (
        <p className="panel-note">{t('setup.none')}</p>
      )}
      <ul className="sources" aria-busy={value === undefined}>
        {pageOf(sources, page, SETUP_ROWS).map((source) => (
          <SourceRow
            key={source.config.id}
            source={source}
            profile={
              shelf?.chosen.find(({ sourceId }) => sourceId === source.config.id)?.profileName ??
              source.config.profile
            }
            enter={enter}
          />
        ))}
      </ul>
      {pages > 1 && <Pager page={page} pages={pages} onPage={setPage} isUndated />}
      <div className="setup-foot">
        <button
          type="button"
          className="button button-choose"
          onClick={() => enter({ kind: 'source', sourceId: undefined })}
        >
          <IconPlus size={24} aria-hidden /> {t('setup.add')}
        </button>
        <button
          type="button"
          className="button button-choose"
          onClick={() => enter({ kind: 'profiles' })}
        >
          <IconReceipt size={24} aria-hidden /> {t('setup.profiles')}
        </button>
      </div>
    </RoomFrame>
  )
}

interface SourceRowProps {
  readonly source: SourceView
  readonly profile: string
  readonly enter: Enter
}

function SourceRow({ source, profile, enter }: SourceRowProps) {
  const { run, state } = useScreen()
  const { t } = useWords()
  const [test, setTest] = useState<SourceTest | undefined>(undefined)
  const { config, health } = source
  const sourceId = config.id
  const teach = async () => {
    const { currency } = state
    if (currency === null) return
    const amountMinor = firstAmount(currencyExponent(currency))
    const reply = await run('begin-lesson', { sourceId, amountMinor })
    if (reply?.ok) enter({ kind: 'lesson' })
  }
  const tryIt = async () => {
    const reply = await run('test-source', { id: sourceId })
    if (reply?.ok) setTest(reply.value)
  }
  return (
    <li className="source">
      <HealthMark status={health.status} size={30} />
      <div className="source-facts">
        <h2>{config.name}</h2>
        <p>{t(`setup.kinds.${config.kind}`)}</p>
        <SourceState source={source} profile={profile} test={test} />
      </div>
      <div className="source-buttons">
        <button type="button" className="button button-main" onClick={() => void teach()}>
          {t('setup.teach')}
        </button>
        <button type="button" className="button button-choose" onClick={() => void tryIt()}>
          <IconPlugConnected size={22} aria-hidden /> {t('setup.test')}
        </button>
        <button
          type="button"
          className="button button-choose"
          onClick={() => enter({ kind: 'papers', sourceId, name: config.name })}
        >
          {t('setup.papers')}
        </button>
        <button
          type="button"
          className="button button-choose"
          onClick={() => enter({ kind: 'source', sourceId })}
        >
          {t('setup.change')}
        </button>
      </div>
    </li>
  )
}

function SourceState(props: {
  readonly source: SourceView
  readonly profile: string
  readonly test: SourceTest | undefined
}) {
  const { source, profile, test } = props
  const { t, clock } = useWords()
  const { health, listening } = source
  if (test !== undefined) {
    const words = test.problem === null ? '' : ` ${problemWords(test.problem, t)}`
    const time = test.lastSeenAtMs === null ? '' : clock(test.lastSeenAtMs)
    return (
      <p className={`source-test source-test-${test.outcome}`} role="status">
        {t(`setup.tested.${test.outcome}`, { time })}
        {words}
      </p>
    )
  }
  if (health.problem !== null) {
    return <p className="source-test source-test-problem">{problemWords(health.problem, t)}</p>
  }
  const facts = [
    ...(listening === null ? [] : [t('setup.listening', { ...listening })]),
    health.lastSeenAtMs === null
      ? t('setup.notHeard')
      : t('setup.heardAt', { time: clock(health.lastSeenAtMs) }),
    t('setup.readWith', { name: profile }),
  ]
  return <p className="source-state">{facts.join(' · ')}</p>
}

/** An amount that hardly anything else on a receipt has. */
function firstAmount(exponent: 0 | 2 | 3): Minor {
  return minor(exponent === 0 ? 1_234 : exponent === 2 ? 1_234 : 12_340)
}
