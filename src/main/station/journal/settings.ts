import { z } from 'zod'
import { parseJson } from '../../../contract/parse.ts'
import { type SourceConfig, sourceConfigsSchema } from '../../../contract/screen/sources.ts'
import { LANGUAGES, type Language } from '../../../contract/screen/state.ts'
import { type StationSettings, stationSettingsSchema } from '../../../contract/wire/messages.ts'
import { maskNumbers } from '../masking.ts'
import type { SettingRows } from './setting-rows.ts'

/** What the station remembers about itself; nothing secret (the device key is in the key store). */
export interface Settings {
  readonly language: () => Language | undefined
  readonly setLanguage: (language: Language) => void
  /** Empty means nobody in particular. */
  readonly clerk: () => string
  readonly setClerk: (name: string) => void
  /** What a till takes back is given back without asking; off until somebody wants it. */
  readonly isGivenBackByRule: () => boolean
  readonly setGivenBackByRule: (byRule: boolean) => void
  /** What the server last said of this station: names to show before the socket opens. */
  readonly station: () => StationSettings | undefined
  readonly setStation: (settings: StationSettings) => void
  /** The sources that were set up on the screen. */
  readonly sources: () => readonly SourceConfig[]
  readonly setSources: (sources: readonly SourceConfig[]) => void
  /** Receipt profiles that were learnt, and which source is read with which; checked by the shelf. */
  readonly profileShelf: () => unknown
  readonly setProfileShelf: (kept: unknown) => void
}

export function createSettings({ read, settle: write }: SettingRows): Settings {
  return {
    language: () => LANGUAGES.find((language) => language === read('language')),
    setLanguage: (language) => write('language', language),
    clerk: () => read('clerk') ?? '',
    // A scanner that types may have typed into this field.
    setClerk: (name) => write('clerk', maskNumbers(name)),
    isGivenBackByRule: () => read('given-back-by-rule') === 'yes',
    setGivenBackByRule: (byRule) => write('given-back-by-rule', byRule ? 'yes' : 'no'),
    station: () => {
      const parsed = parseJson(stationSettingsSchema, read('station') ?? '')
      return parsed.ok ? parsed.value : undefined
    },
    setStation: (settings) => write('station', JSON.stringify(settings)),
    sources: () => {
      const parsed = parseJson(sourceConfigsSchema, read('sources') ?? '[]')
      return parsed.ok ? parsed.value : []
    },
    setSources: (sources) => write('sources', JSON.stringify(sources)),
    profileShelf: () => {
      const parsed = parseJson(z.unknown(), read('profiles') ?? 'null')
      return parsed.ok ? parsed.value : null
    },
    setProfileShelf: (kept) => write('profiles', JSON.stringify(kept)),
  }
}
