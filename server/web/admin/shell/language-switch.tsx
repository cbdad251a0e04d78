import { Menu, UnstyledButton } from '@mantine/core'
import { IconCheck, IconLanguage } from '@tabler/icons-react'
import { LANGUAGE_NAMES, LANGUAGES, useWords } from '../words/words.tsx'
import styles from './shell.module.css'

/** Chooses the language of the pages; each is named in its own words. */
export function LanguageSwitch() {
  const { t, language, setLanguage } = useWords()
  return (
    <Menu position="bottom-end" withinPortal={false} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <UnstyledButton
          className={styles['person']}
          aria-label={t('shell.language', {
            code: language.toUpperCase(),
            language: LANGUAGE_NAMES[language],
          })}
        >
          <IconLanguage size={20} stroke={1.6} aria-hidden="true" />
          {language.toUpperCase()}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {LANGUAGES.map((each) => (
          <Menu.Item
            key={each}
            lang={each}
            onClick={() => setLanguage(each)}
            rightSection={each === language && <IconCheck size={16} aria-hidden="true" />}
          >
            {LANGUAGE_NAMES[each]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
