import { Button } from '@mantine/core'
import { IconPencil, IconScale } from '@tabler/icons-react'
import { useState } from 'react'
import type { TermsHistory } from '../../../../../src/contract/admin/terms.ts'
import { NO_TERMS, type Terms } from '../../../../../src/contract/terms.ts'
import { useRead } from '../../api/admin.tsx'
import { useMay } from '../../api/may.ts'
import { useBasis } from '../../forms/use-basis.ts'
import { useSending } from '../../forms/use-sending.ts'
import { Loaded } from '../../show/loaded.tsx'
import { EmptyState } from '../../show/notices.tsx'
import { PageHead, Panel } from '../../show/panel.tsx'
import { useTell } from '../../show/use-tell.ts'
import { useTitle } from '../../show/use-title.ts'
import { useWords } from '../../words/words.tsx'
import { OwnTermsTable } from './own-terms-table.tsx'
import roomStyles from './terms.module.css'
import { fieldsOf } from './terms-fields.ts'
import { NetworkTermsForm } from './terms-form.tsx'
import { termsLines } from './terms-lines.ts'
import { useSpeech } from './use-speech.ts'
import { Lines, PlannedNotice, type ToldVersion, VersionList } from './version-list.tsx'

/** What locations, buyers and the network are charged, and what is paid out. */
export function TermsRoom() {
  const { t } = useWords()
  useTitle(t('nav.terms'))
  const query = useRead('list-terms', {})
  return (
    <>
      <PageHead title={t('nav.terms')} about={t('terms.about')} />
      <Loaded query={query}>
        {({ currencies, locations }) => (
          <div className={roomStyles['stack']}>
            {currencies.length === 0 && (
              <Panel>
                <EmptyState
                  icon={<IconScale size={24} />}
                  title={t('terms.nobody')}
                  text={t('terms.nobodyText')}
                />
              </Panel>
            )}
            {currencies.map((history) => (
              <CurrencyTerms key={history.currency} {...history} />
            ))}
            {locations.length > 0 && (
              <Panel title={t('terms.locations')}>
                <OwnTermsTable locations={locations} />
              </Panel>
            )}
          </div>
        )}
      </Loaded>
    </>
  )
}

function CurrencyTerms({ currency, versions }: TermsHistory) {
  const { t } = useWords()
  const mayChange = useMay()('change-terms')
  const [isChanging, setChanging] = useState(false)
  const speech = useSpeech(currency)
  const told: ToldVersion[] = versions.map(({ terms, ...rest }) => ({
    ...{ ...rest, lines: termsLines(terms, speech) },
  }))
  const valid = told.find(({ standing }) => standing === 'valid')
  const close = () => setChanging(false)
  if (isChanging)
    return (
      <Panel title={t('terms.changeTitle', { currency })}>
        <ChangeTerms currency={currency} versions={versions} onClose={close} />
      </Panel>
    )
  return (
    <>
      <PlannedNotice versions={told} />
      <Panel
        title={t('terms.inCurrency', { currency })}
        action={
          mayChange && (
            <Button
              size="sm"
              leftSection={<IconPencil size={17} aria-hidden="true" />}
              onClick={() => setChanging(true)}
            >
              {t('terms.change')}
            </Button>
          )
        }
      >
        <Lines lines={valid?.lines ?? termsLines(NO_TERMS, speech)} />
      </Panel>
      <Panel title={t('terms.historyIn', { currency })}>
        <VersionList versions={told} none={t('terms.noVersion')} />
      </Panel>
    </>
  )
}

function ChangeTerms({ currency, versions, onClose }: TermsHistory & { onClose: () => void }) {
  const { t, locale } = useWords()
  const tell = useTell()
  const { newest, overtakenBy } = useBasis(versions[0])
  const base: Terms = newest?.terms ?? NO_TERMS
  const sending = useSending('change-terms', () => {
    tell(t('terms.saved'))
    onClose()
  })
  return (
    <NetworkTermsForm
      scope={{ currency, of: 'network' }}
      fields={fieldsOf(base, { currency, locale })}
      network={base}
      busy={sending.busy}
      failure={sending.failure}
      overtakenBy={overtakenBy}
      onSave={(terms, decision) =>
        sending.send({ currency, basedOn: newest?.version ?? 0, terms, ...decision })
      }
      onClose={onClose}
    />
  )
}
