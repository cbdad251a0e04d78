import './without-eval.ts'
import '@fontsource-variable/inter'
import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import './admin.css'
import { createRoot } from 'react-dom/client'
import { uuidV7 } from '../../../src/contract/ids.ts'
import { watchAttendance } from './api/attended.ts'
import { createAdminClient } from './api/client.ts'
import { createIntents } from './api/intent.ts'
import { createQueries } from './api/queries.ts'
import { createSession } from './api/session.tsx'
import { App } from './app.tsx'
import { comingBackTo, createAdminRouter } from './router.tsx'
import { createWords } from './words/words.tsx'

const queries = createQueries()
const session = createSession()
const client = createAdminClient({
  baseUrl: '',
  fetch: (input, init) => fetch(input, init),
  onSignedOut: session.end,
  isAttended: watchAttendance(window, () => performance.now()),
})
const intents = createIntents(sessionStorage, () =>
  uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(10))),
)
const router = createAdminRouter({ client, queries })

/** Forgets everything that was read, then asks for the sign-in; `returnTo` is the room to come back to. */
function goToSignIn(returnTo?: string): void {
  if (router.state.location.pathname === '/sign-in') return
  queries.clear()
  void router.navigate({ to: '/sign-in', search: comingBackTo(returnTo), replace: true })
}

const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <App
      client={client}
      intents={intents}
      onSignedOut={goToSignIn}
      queries={queries}
      router={router}
      session={session}
      words={createWords()}
    />,
  )
}
