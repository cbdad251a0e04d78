import { TextInput } from '@mantine/core'
import { IconCheck, IconLink, IconMail, IconQrcode, IconShieldX } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { READING_LENGTH_MAX } from '../../contract/limits.ts'
import { useScreen } from '../screen/context.ts'
import { useWords } from '../words/words.tsx'
import { useScannedLink } from './scanned-link.ts'

/** Before a station has a device key, or after it was taken away: paste or scan the e-mail's link. */
export function Activation() {
  const { state } = useScreen()
  const { t } = useWords()
  const isRevoked = state.activation === 'revoked'
  return (
    <section className="zone activation" aria-labelledby="activation-title">
      <div className={isRevoked ? 'activation-side side-revoked' : 'activation-side'}>
        {isRevoked ? (
          <>
            <IconShieldX size={120} stroke={1.5} aria-hidden />
            <h1 id="activation-title">{t('activation.revoked')}</h1>
            <p>{t('activation.revokedHint')}</p>
          </>
        ) : (
          <>
            <h1 id="activation-title">{t('activation.title')}</h1>
            <Steps />
          </>
        )}
      </div>
      <ActivationForm />
    </section>
  )
}

function Steps() {
  const { t } = useWords()
  return (
    <ol className="steps">
      <li>
        <IconMail size={36} aria-hidden /> {t('activation.stepMail')}
      </li>
      <li>
        <IconLink size={36} aria-hidden /> {t('activation.stepLink')}
      </li>
      <li>
        <IconCheck size={36} aria-hidden /> {t('activation.stepDone')}
      </li>
    </ol>
  )
}

function ActivationForm() {
  const { state, run } = useScreen()
  const { t } = useWords()
  const [link, setLink] = useState('')
  const [name, setName] = useState(state.deviceName)
  const [missing, setMissing] = useState<'noLink' | undefined>(undefined)
  const isWorking = state.activation === 'activating'
  const deviceName = name.trim() === '' ? t('activation.defaultName') : name.trim()
  const activate = (text: string) => void run('activate-device', { link: text, deviceName })
  useScannedLink((text) => {
    setLink(text)
    activate(text)
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const isEmpty = link.trim() === ''
    setMissing(isEmpty ? 'noLink' : undefined)
    if (!isEmpty) activate(link.trim())
  }
  return (
    <form className="activation-form" onSubmit={submit}>
      <p className="activation-lead">
        <IconQrcode size={32} aria-hidden /> {t('activation.lead')}
      </p>
      <TextInput
        label={t('activation.link')}
        size="xl"
        value={link}
        onChange={(event) => setLink(event.currentTarget.value)}
        maxLength={READING_LENGTH_MAX}
        autoComplete="off"
        spellCheck={false}
        autoFocus
      />
      <TextInput
        label={t('activation.name')}
        description={t('activation.nameHint')}
        placeholder={t('activation.defaultName')}
        size="xl"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={60}
        autoComplete="off"
      />
      <Problem missing={missing} />
      <button type="submit" className="button button-main" disabled={isWorking}>
        {isWorking ? t('activation.working') : t('activation.activate')}
      </button>
    </form>
  )
}

/** What is missing in the form, else why the last activation did not work. */
function Problem({ missing }: { readonly missing: 'noLink' | undefined }) {
  const { state } = useScreen()
  const { t } = useWords()
  const code = state.activation === 'activating' ? null : state.activationProblem
  return (
    <p className="activation-problem" role="alert">
      {missing !== undefined && t(`activation.${missing}`)}
      {missing === undefined && code !== null && (
        <>
          <b>{t(`codes.${code}.why`)}</b> {t(`codes.${code}.next`)}
        </>
      )}
    </p>
  )
}
