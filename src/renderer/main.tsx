import '../ui/without-eval.ts'
import './styles/mantine.css'
import './styles/fonts.css'
import './styles/station.css'
import './styles/zones.css'
import './styles/outcome.css'
import './styles/panel.css'
import './styles/setup.css'
import './styles/scanners.css'
import './styles/till.css'
import './styles/day-end.css'
import './styles/counter.css'
import { MantineProvider } from '@mantine/core'
import { createRoot } from 'react-dom/client'
import { theme } from '../ui/theme.ts'
import { offerLink } from './activation/scanned-link.ts'
import { openLink } from './bridge/open-link.ts'
import { FaultScreen } from './screen/fault-screen.tsx'
import { SoundedStation } from './screen/sounded-station.tsx'
import { createSounds } from './state/sounds.ts'
import { createStationStore } from './state/station-store.ts'
import { listenForWedge } from './wedge/listen.ts'

const place = document.getElementById('root')
if (!place) throw new Error('the page has no root')

const sounds = createSounds()
const store = createStationStore(openLink(), sounds.play)
listenForWedge((keys, burst) => {
  if (!offerLink(keys)) void store.run('read-keys', { keys: [...keys], burst })
})

const root = createRoot(place, { onUncaughtError: () => drawFault() })
root.render(
  <MantineProvider theme={theme} forceColorScheme="light">
    <SoundedStation store={store} sounds={sounds} />
  </MantineProvider>,
)

/** A fault of the screen itself ends in a page that says so, never in an empty one. */
function drawFault(): void {
  const container = document.createElement('div')
  document.body.replaceChildren(container)
  createRoot(container).render(<FaultScreen />)
}
