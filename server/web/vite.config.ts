import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const here = import.meta.dirname

/** Builds the admin's pages into `dist/admin`, from where the server hands them out under `/admin/`. */
export default defineConfig({
  root: `${here}/admin`,
  base: '/admin/',
  plugins: [react()],
  build: {
    outDir: `${here}/../../dist/admin`,
    emptyOutDir: true,
    // The pages' policy allows scripts and fonts from files only, so nothing is written inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
    // The one large file is the drawing of QR codes, which is loaded when first needed.
    chunkSizeWarningLimit: 1_000,
  },
})
