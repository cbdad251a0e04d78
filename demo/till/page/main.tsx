import '../../../src/ui/without-eval.ts'
import '@fontsource-variable/inter/wght.css'
import '@mantine/core/styles.css'
import './till.css'
import { MantineProvider } from '@mantine/core'
import { createRoot } from 'react-dom/client'
import { theme } from '../../../src/ui/theme.ts'
import { TillPage } from './till-page.tsx'

const place = document.getElementById('root')
if (!place) throw new Error('the page has no root')
createRoot(place).render(
  <MantineProvider theme={theme} forceColorScheme="light">
    <TillPage />
  </MantineProvider>,
)
