import type { Language } from '../../contract/screen/state.ts'

/** What the shell itself says, outside of any page. */
export interface ShellWords {
  readonly show: string
  readonly autoStart: string
  readonly quit: string
}

export const SHELL_WORDS: Readonly<Record<Language, ShellWords>> = {
  en: { show: 'Show the station', autoStart: 'Start with this PC', quit: 'End the station' },
  fr: {
    show: 'Afficher le poste',
    autoStart: 'Démarrer avec ce PC',
    quit: 'Arrêter le poste',
  },
}
