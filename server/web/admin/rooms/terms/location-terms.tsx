import { Button } from '@mantine/core'
import { IconArrowLeft, IconPencil } from '@tabler/icons-react'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import type { LocationTermsHistory } from '../../../../../src/contract/admin/terms.ts'
import type { LocationId } from '../../../../../src/contract/ids.ts'
import { NO_TERMS, type Terms } from '../../../../../src/contract/terms.ts'
import { useRead } from '../../api/admin.tsx'
import { useMay } from '../../api/may.ts'
import { useBasis } from '../../forms/use-basis.ts'
import { useSending } from '../../forms/use-sending.ts'
import { RoomLink } from '../../show/links.tsx'
import { Loaded } from '../../show/loaded.tsx'
import { PageHead, Panel } from '../../show/panel.tsx'
import { useTell } from '../../show/use-tell.ts'
import { useTitle } from '../../show/use-title.ts'
import { useWords } from '../../words/words.tsx'
import roomStyles from './terms.module.css'
import { locationFieldsOf } from './terms-fields.ts'
import { LocationTermsForm } from './terms-form.tsx'
import { locationLines } from './terms-lines.ts'
import { useSpeech } from './use-speech.ts'
import { Lines, PlannedNotice, VersionList } from './version-list.tsx'

const route = getRouteApi('/inside/terms/$locationId')

/** What one location has agreed on otherwise than its network. */
export function LocationTermsRoom() {
  const { t } = useWords()
  const { locationId } = route.useParams()
  const query = useRead('read-location-terms', { locationId: locationId as LocationId })
  const network = useRead('list-terms', {})
  useTitle(query.data?.locationName ?? t('nav.terms'))
  return (
    <>
      <RoomLink to="/terms" size="sm" className={roomStyles['back']}>
        <IconArrowLeft size={16} aria-hidden="true" />
        {t('nav.terms')}
      </RoomLink>
      <Loaded query={query}>
        {(history) => (
          <Loaded query={network}>
            {({ currencies }) => {
              const versions = currencies.find(({ currency }) => currency === history.currency)
              const valid = versions?.versions.find(({ standing }) => standing === 'valid')
              return <LocationTerms {...history} network={valid?.terms ?? NO_TERMS} />
            }}
          </Loaded>
        )}
      </Loaded>
    </>
  )
}

type Props = LocationTermsHistory & { readonly network: Terms }

function LocationTerms(props: Props) {
  const { locationName, currency, versions, network } = props
  const { t } = useWords()
  const mayChange = useMay()('change-location-terms')
  const [isChanging, setChanging] = useState(false)
  const speech = useSpeech(currency)
  const told = versions.map(({ terms, ...rest }) => ({
    ...{ ...rest, lines: locationLines(terms, network, speech) },
  }))
  const lines = told.find(({ standing }) => standing === 'valid')?.lines ?? []
  return (
    <>
      <PageHead title={locationName} about={t('terms.ownAbout')}>
        {mayChange && !isChanging && (
          <Button
            leftSection={<IconPencil size={18} aria-hidden="true" />}
            onClick={() => setChanging(true)}
          >
            {t('terms.change')}
          </Button>
        )}
      </PageHead>
      <div className={roomStyles['stack']}>
        <PlannedNotice versions={told} />
        {isChanging ? (
          <Panel title={t('terms.changeOwnTitle')}>
            <ChangeOwn {...props} onClose={() => setChanging(false)} />
          </Panel>
        ) : (
          <Panel title={t('terms.ownNow')}>
            {lines.length > 0 ? (
              <Lines lines={lines} />
            ) : (
              <p className={roomStyles['sentence']}>{t('terms.asNetwork')}</p>
            )}
          </Panel>
        )}
        <Panel title={t('programs.history')}>
          <VersionList versions={told} none={t('terms.noOwnVersion')} />
        </Panel>
      </div>
    </>
  )
}

function ChangeOwn(props: Props & { readonly onClose: () => void }) {
  const { locationId, currency, versions, network, onClose } = props
  const { t, locale } = useWords()
  const tell = useTell()
  const { newest, overtakenBy } = useBasis(versions[0])
  const sending = useSending('change-location-terms', () => {
    tell(t('terms.saved'))
    onClose()
  })
  return (
    <LocationTermsForm
      scope={{ currency, of: 'location' }}
      fields={locationFieldsOf(newest?.terms ?? {}, network, { currency, locale })}
      network={network}
      busy={sending.busy}
      failure={sending.failure}
      overtakenBy={overtakenBy}
      onSave={(terms, decision) =>
        sending.send({ locationId, basedOn: newest?.version ?? 0, terms, ...decision })
      }
      onClose={onClose}
    />
  )
}
