import { createContext, type ReactNode, use, useSyncExternalStore } from 'react'

interface SessionState {
  /** True from the first answer that says so until somebody signs in again. */
  readonly isOver: boolean
  /** Grows with each sign-in: what ended with the session begins anew. */
  readonly signIns: number
}

/** What this page knows of the session that its calls are made in. */
export interface Session {
  readonly read: () => SessionState
  readonly end: () => void
  readonly begin: () => void
  readonly subscribe: (listener: () => void) => () => void
}

export function createSession(): Session {
  const listeners = new Set<() => void>()
  let state: SessionState = { isOver: false, signIns: 0 }
  const become = (next: SessionState) => {
    state = next
    for (const listener of listeners) listener()
  }
  return {
    read: () => state,
    end: () => {
      if (!state.isOver) become({ ...state, isOver: true })
    },
    begin: () => become({ isOver: false, signIns: state.signIns + 1 }),
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

const SessionContext = createContext<Session | undefined>(undefined)

export function SessionProvider({ session, children }: { session: Session; children: ReactNode }) {
  return <SessionContext value={session}>{children}</SessionContext>
}

/** The session, and how it stands; the component renders again when that changes. */
export function useSession(): Session & SessionState {
  const session = use(SessionContext)
  if (!session) throw new Error('invariant broken: the session is used inside its provider')
  const state = useSyncExternalStore(session.subscribe, session.read)
  return { ...session, ...state }
}
