import { useState } from 'react'
import { assertNever } from '../../contract/parse.ts'
import { useScreen } from '../screen/context.ts'
import { LessonRoom } from './lesson-room.tsx'
import { PapersRoom } from './papers-room.tsx'
import { ProfilesRoom } from './profiles-room.tsx'
import type { Room } from './rooms.ts'
import { SourceRoom } from './source-room.tsx'
import { SourcesRoom } from './sources-room.tsx'

/** How tills are heard: ways in, lessons, papers and profiles. A lesson that runs is shown at once. */
export function SetupPanel() {
  const { state } = useScreen()
  const [room, enter] = useState<Room>(() =>
    state.setup.lesson === null ? { kind: 'sources' } : { kind: 'lesson' },
  )
  switch (room.kind) {
    case 'sources':
      return <SourcesRoom enter={enter} />
    case 'source':
      return <SourceRoom sourceId={room.sourceId} enter={enter} />
    case 'lesson':
      return <LessonRoom enter={enter} />
    case 'papers':
      return <PapersRoom sourceId={room.sourceId} name={room.name} enter={enter} />
    case 'profiles':
      return <ProfilesRoom enter={enter} />
    default:
      return assertNever(room)
  }
}
