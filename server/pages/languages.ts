import type { FastifyRequest } from 'fastify'

/** The languages of the pages that anybody may open. */
export const LANGUAGES = ['en', 'fr'] as const
export type Language = (typeof LANGUAGES)[number]

/** What each calls itself, for the link that leads to it. */
export const OWN_NAMES: Readonly<Record<Language, string>> = { en: 'English', fr: 'Français' }

/** The language that a page is asked for in: by `?lang=`, else as the browser prefers. */
export function languageAsked({ query, headers }: FastifyRequest): Language {
  const { lang } = query as { readonly lang?: unknown }
  const asked = LANGUAGES.find((language) => language === lang)
  return asked ?? languageOf(headers['accept-language'])
}

/** The language that a browser asks for first among ours; English when it asks for none of them. */
function languageOf(header: string | undefined): Language {
  const asked = (header ?? '').slice(0, 200).toLowerCase().split(',')
  const named = asked.map((part) => part.trim().slice(0, 2))
  return LANGUAGES.find((language) => named.find(isOurs) === language) ?? 'en'
}

function isOurs(name: string): boolean {
  return (LANGUAGES as readonly string[]).includes(name)
}
