import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import type { i18n } from 'i18next'
import { StrictMode } from 'react'
import { theme } from '../../../src/ui/theme.ts'
import { AdminProvider } from './api/admin.tsx'
import type { AdminClient } from './api/client.ts'
import type { Intents } from './api/intent.ts'
import { type Session, SessionProvider } from './api/session.tsx'
import type { AdminRouter } from './router.tsx'
import { WordsProvider } from './words/words.tsx'

interface AppProps {
  readonly client: AdminClient
  readonly intents: Intents
  readonly onSignedOut: (returnTo?: string) => void
  readonly queries: QueryClient
  readonly router: AdminRouter
  readonly session: Session
  readonly words: i18n
}

/** Everything that the rooms stand in. */
export function App(props: AppProps) {
  const { client, intents, onSignedOut, queries, router, session, words } = props
  return (
    <StrictMode>
      <MantineProvider theme={theme} forceColorScheme="light">
        <WordsProvider words={words}>
          <QueryClientProvider client={queries}>
            <AdminProvider client={client} intents={intents} onSignedOut={onSignedOut}>
              <SessionProvider session={session}>
                <Notifications position="bottom-right" />
                <RouterProvider router={router} />
              </SessionProvider>
            </AdminProvider>
          </QueryClientProvider>
        </WordsProvider>
      </MantineProvider>
    </StrictMode>
  )
}
