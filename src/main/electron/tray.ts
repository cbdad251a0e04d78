import { join } from 'node:path'
import { app, Menu, nativeImage, Tray } from 'electron'
import type { Language } from '../../contract/screen/state.ts'
import type { Log } from '../station/ports.ts'
import type { AutoStart } from './auto-start.ts'
import { SHELL_WORDS } from './words.ts'

export interface StationTray {
  readonly setLanguage: (language: Language) => void
}

/** The station's sign beside the clock: it listens to the till also while its window is closed. */
export function openTray(options: {
  readonly onShow: () => void
  readonly autoStart: AutoStart
  readonly log: Log
}): StationTray {
  const image = nativeImage.createFromPath(join(app.getAppPath(), 'resources/tray.png'))
  const tray = new Tray(image)
  tray.setToolTip('Countermark')
  tray.on('click', options.onShow)
  const change = (on: boolean) => {
    try {
      options.autoStart.set(on)
    } catch (error) {
      options.log.warn('auto-start-not-changed', { why: String(error) })
    }
  }
  const draw = (language: Language) => {
    const words = SHELL_WORDS[language]
    tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: words.show, click: options.onShow },
        {
          label: words.autoStart,
          type: 'checkbox',
          checked: options.autoStart.isOn(),
          click: (item) => {
            change(item.checked)
            draw(language)
          },
        },
        { type: 'separator' },
        { label: words.quit, click: () => app.quit() },
      ]),
    )
  }
  draw('en')
  return { setLanguage: draw }
}
