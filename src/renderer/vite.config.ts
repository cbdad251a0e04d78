import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/**
 * The clerk's screen, built once for both hosts: the kiosk serves it, the desktop shell loads it
 * under its own protocol, hence relative addresses. Nothing is inlined: the page's policy allows no
 * inline scripts and no data addresses.
 */
// biome-ignore lint/style/noDefaultExport: Vite reads its configuration from the default export.
export default defineConfig({
  root: here('.'),
  base: './',
  plugins: [react()],
  build: {
    outDir: here('../../dist/station'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    target: 'chrome130',
    // The second page is the desktop shell's small card.
    rolldownOptions: { input: [here('index.html'), here('heard.html')] },
    // One file of 160 kB compressed, from the same machine: splitting would only add requests.
    chunkSizeWarningLimit: 600,
    modulePreload: { polyfill: false },
  },
})
