import '../../ui/without-eval.ts'
import '../styles/fonts.css'
import './heard.css'
import { createRoot } from 'react-dom/client'
import { openLink } from '../bridge/open-link.ts'
import { createStationStore } from '../state/station-store.ts'
import { HeardCard } from './heard-card.tsx'

const place = document.getElementById('root')
if (!place) throw new Error('the page has no root')

// The clerk's window makes the sounds.
const store = createStationStore(openLink(), () => undefined)
const key = new URLSearchParams(window.location.search).get('key')
createRoot(place).render(<HeardCard store={store} forwardKey={key} />)
