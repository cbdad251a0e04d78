import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const here = import.meta.dirname

/** Builds the practice till's page into `dist/till`. Nothing is inlined: its policy allows files only. */
export default defineConfig({
  root: `${here}/page`,
  base: '/',
  plugins: [react()],
  build: {
    outDir: `${here}/../../dist/till`,
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
    chunkSizeWarningLimit: 600,
  },
})
