import { createInstance, type i18n } from 'i18next'
import { type ReactNode, useMemo } from 'react'
import { I18nextProvider, initReactI18next, useTranslation } from 'react-i18next'
import { en } from './en/catalogue.ts'
import { fr } from './fr/catalogue.ts'

export const LANGUAGES = ['en', 'fr'] as const
export type Language = (typeof LANGUAGES)[number]

/** Each language's name for itself, so that it is found by whoever cannot read the present one. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: 'English',
  fr: 'Français',
}

type Stem<Key> = Key extends `${infer Word}_one` | `${infer Word}_other` ? Word : Key

/** A key of the catalogue; plural forms are asked for by their stem with `count`. */
export type Word = Stem<keyof typeof en>
export type WordValues = Readonly<Record<string, string | number>>
export type Translate = (word: Word, values?: WordValues) => string

export interface Words {
  readonly t: Translate
  readonly language: Language
  /** The reader's own variant of the language (`en-CA`), for dates and numbers. */
  readonly locale: string
  readonly setLanguage: (language: Language) => void
}

const STORAGE_KEY = 'countermark.language'

/** The words of the language that this person last chose here, or that the browser prefers. */
export function createWords(): i18n {
  const words = createInstance()
  void words.use(initReactI18next).init({
    lng: preferredLanguage(),
    fallbackLng: 'en',
    supportedLngs: LANGUAGES,
    resources: { en: { translation: en }, fr: { translation: fr } },
    keySeparator: false,
    nsSeparator: false,
    // React escapes what it renders.
    interpolation: { escapeValue: false },
    initAsync: false,
  })
  const showLanguage = (language: string) => {
    document.documentElement.lang = language
  }
  showLanguage(words.language)
  words.on('languageChanged', showLanguage)
  return words
}

export function WordsProvider({ words, children }: { words: i18n; children: ReactNode }) {
  return <I18nextProvider i18n={words}>{children}</I18nextProvider>
}

/** The words of the present language; the component renders again when it changes. */
export function useWords(): Words {
  const { i18n } = useTranslation()
  const language = languageOf(i18n.language) ?? 'en'
  return useMemo(
    () => ({
      t: (word, values) => i18n.getFixedT(language)(word, { ...values }),
      language,
      locale: localeOf(language),
      setLanguage: (chosen) => {
        localStorage.setItem(STORAGE_KEY, chosen)
        void i18n.changeLanguage(chosen)
      },
    }),
    [i18n, language],
  )
}

function preferredLanguage(): Language {
  const chosen = languageOf(localStorage.getItem(STORAGE_KEY) ?? '')
  if (chosen) return chosen
  for (const tag of navigator.languages) {
    const language = languageOf(tag)
    if (language) return language
  }
  return 'en'
}

function languageOf(tag: string): Language | undefined {
  return LANGUAGES.find((language) => tag === language || tag.startsWith(`${language}-`))
}

function localeOf(language: Language): string {
  return navigator.languages.find((tag) => languageOf(tag) === language) ?? language
}
