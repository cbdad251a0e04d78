import { ActionIcon, Drawer } from '@mantine/core'
import { IconListDetails } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { useWords } from '../words/words.tsx'
import { WindowHead } from './window-head.tsx'

interface DetailsDrawerProps {
  readonly title: string
  readonly size?: 'md' | 'lg'
  /** Made when it opens. */
  readonly children: ReactNode
}

/** A small button of a row that opens everything that is known of it, at the side. */
export function DetailsDrawer({ title, size = 'md', children }: DetailsDrawerProps) {
  const { t } = useWords()
  const [opened, setOpened] = useState(false)
  return (
    <>
      <ActionIcon
        variant="subtle"
        size={26}
        aria-label={t('action.details')}
        title={t('action.details')}
        onClick={() => setOpened(true)}
      >
        <IconListDetails size={18} aria-hidden="true" />
      </ActionIcon>
      <Drawer.Root opened={opened} onClose={() => setOpened(false)} position="right" size={size}>
        <Drawer.Overlay />
        <Drawer.Content>
          <WindowHead>
            <Drawer.Title fz={17} fw={650}>
              {title}
            </Drawer.Title>
            <Drawer.CloseButton aria-label={t('action.close')} />
          </WindowHead>
          <Drawer.Body>{children}</Drawer.Body>
        </Drawer.Content>
      </Drawer.Root>
    </>
  )
}
