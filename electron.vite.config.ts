import { fileURLToPath } from 'node:url'
import { defineConfig } from 'electron-vite'
import screen from './src/renderer/vite.config.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/**
 * The desktop shell. Packages that the core needs stay outside of the main bundle (some hold native
 * binaries); the preload is one CommonJS file, as a sandboxed page demands; the screen is built
 * exactly as for the kiosk.
 */
export default defineConfig({
  main: {
    build: { outDir: here('out/main'), rolldownOptions: { input: here('src/main/index.ts') } },
  },
  preload: {
    build: {
      outDir: here('out/preload'),
      externalizeDeps: false,
      rolldownOptions: {
        input: here('src/preload/index.ts'),
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    ...screen,
    build: { ...screen.build, outDir: here('out/renderer') },
  },
})
