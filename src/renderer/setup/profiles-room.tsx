import { IconDownload, IconFolderOpen, IconTrash } from '@tabler/icons-react'
import { type ChangeEvent, useState } from 'react'
import { PROFILE_FILE_LENGTH_MAX, type ProfileView } from '../../contract/screen/teaching.ts'
import { PROFILE_ROWS } from '../limits.ts'
import { useScreen } from '../screen/context.ts'
import { pageCount, pageOf } from '../waiting/paging.ts'
import { Pager } from '../waiting/payment-list.tsx'
import { useWords } from '../words/words.tsx'
import { offerDownload } from './offer-download.ts'
import { RoomFrame } from './room-frame.tsx'
import type { Enter } from './rooms.ts'
import { useLive } from './use-live.ts'

/** All profiles: chosen for a way in, saved as a file, read from one, forgotten. */
export function ProfilesRoom({ enter }: { readonly enter: Enter }) {
  const { run } = useScreen()
  const { t } = useWords()
  const [page, setPage] = useState(0)
  const [name, setName] = useState<string | undefined>(undefined)
  const [said, say] = useState<string | undefined>(undefined)
  const { value, ask } = useLive('list-profiles', {})
  const profiles = [...(value?.profiles ?? [])].sort(learntFirst)
  const pages = pageCount(profiles.length, PROFILE_ROWS)
  const shown = profiles.find((profile) => profile.name === name) ?? profiles[0]
  const open = async (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.currentTarget.files?.[0]
    event.currentTarget.value = ''
    if (file === undefined) return
    const isSmall = file.size <= PROFILE_FILE_LENGTH_MAX
    const reply = isSmall ? await run('import-profile', { content: await file.text() }) : undefined
    if (!reply?.ok) return say(t('setup.shelf.notImported'))
    say(t('setup.shelf.imported', { name: reply.value.profileName }))
    setName(reply.value.profileName)
    ask()
  }
  return (
    <RoomFrame title={t('setup.shelf.title')} onBack={() => enter({ kind: 'sources' })}>
      <p className="setup-lead">{t('setup.shelf.lead')}</p>
      <div className="shelf">
        <div className="shelf-side">
          <ul className="shelf-list">
            {pageOf(profiles, page, PROFILE_ROWS).map((profile) => (
              <li key={profile.name}>
                <button
                  type="button"
                  className="shelf-choice"
                  aria-pressed={profile.name === shown?.name}
                  onClick={() => setName(profile.name)}
                >
                  <b>{profile.title}</b>
                  <small>{t(`setup.shelf.${profile.from}`)}</small>
                </button>
              </li>
            ))}
          </ul>
          {pages > 1 && <Pager page={page} pages={pages} onPage={setPage} isUndated />}
        </div>
        <div className="shelf-shown">
          {shown && (
            <ShownProfile profile={shown} chosen={value?.chosen ?? []} say={say} onChange={ask} />
          )}
          <p className="shelf-said" role="status">
            {said}
          </p>
          <label className="button button-choose shelf-open">
            <IconFolderOpen size={24} aria-hidden /> {t('setup.shelf.import')}
            <input
              type="file"
              accept=".json,application/json"
              className="heard"
              onChange={(event) => void open(event)}
            />
          </label>
        </div>
      </div>
    </RoomFrame>
  )
}

function learntFirst(left: ProfileView, right: ProfileView): number {
  return Number(right.from === 'learnt') - Number(left.from === 'learnt')
}

interface ShownProfileProps {
  readonly profile: ProfileView
  readonly chosen: ReadonlyArray<{ readonly sourceId: string; readonly profileName: string }>
  readonly say: (words: string) => void
  readonly onChange: () => void
}

function ShownProfile({ profile, chosen, say, onChange }: ShownProfileProps) {
  const { run } = useScreen()
  const { t } = useWords()
  const { name } = profile
  const save = async () => {
    const reply = await run('export-profile', { profileName: name })
    if (!reply?.ok) return
    const { fileName, content, savedAs } = reply.value
    offerDownload(fileName, content)
    say(t('setup.shelf.saved', { path: savedAs ?? fileName }))
  }
  const forget = async () => {
    const reply = await run('forget-profile', { profileName: name })
    if (!reply?.ok) return say(t('setup.shelf.notForgotten'))
    onChange()
  }
  return (
    <>
      <h2>{profile.title}</h2>
      <p className="shelf-words">{t('setup.shelf.words', { labels: profile.labels.join(', ') })}</p>
      <p className="shelf-words">
        {profile.restsOn === ''
          ? t('setup.shelf.restsOnYou')
          : t('setup.shelf.restsOn', { what: profile.restsOn })}
      </p>
      <UseButtons {...{ name, chosen, onChange }} />
      <div className="lesson-buttons">
        <button type="button" className="button button-choose" onClick={() => void save()}>
          <IconDownload size={24} aria-hidden /> {t('setup.shelf.export')}
        </button>
        {profile.from === 'learnt' && (
          <button type="button" className="button button-choose" onClick={() => void forget()}>
            <IconTrash size={24} aria-hidden /> {t('setup.shelf.forget')}
          </button>
        )}
      </div>
    </>
  )
}

function UseButtons(props: Pick<ShownProfileProps, 'chosen' | 'onChange'> & { name: string }) {
  const { name, chosen, onChange } = props
  const { run } = useScreen()
  const { t } = useWords()
  const { value } = useLive('list-sources', {})
  const use = async (sourceId: string) => {
    const reply = await run('choose-profile', { sourceId, profileName: name })
    if (reply?.ok) onChange()
  }
  return (
    <div className="lesson-buttons">
      {(value?.sources ?? []).slice(0, USE_BUTTONS_MAX).map(({ config }) => {
        const own = chosen.find(({ sourceId }) => sourceId === config.id)?.profileName
        const isUsed = (own ?? config.profile) === name
        return (
          <button
            key={config.id}
            type="button"
            className="button button-main"
            disabled={isUsed}
            onClick={() => void use(config.id)}
          >
            {t(isUsed ? 'setup.shelf.used' : 'setup.shelf.use', { name: config.name })}
          </button>
        )
      })}
    </div>
  )
}

/** Ways in that have a button here; further ones are taught, or named in their settings. */
const USE_BUTTONS_MAX = 3
