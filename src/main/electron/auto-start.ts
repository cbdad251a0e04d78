import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { app } from 'electron'

/** Whether the station starts when this user signs in to the PC. */
export interface AutoStart {
  readonly isOn: () => boolean
  /** Throws what the system says when it cannot be changed. */
  readonly set: (on: boolean) => void
}

/** The way of this operating system: its own setting, or a desktop file on Linux. */
export function autoStart(): AutoStart {
  return process.platform === 'linux' ? byDesktopFile() : byLoginItem()
}

function byLoginItem(): AutoStart {
  return {
    isOn: () => app.getLoginItemSettings().openAtLogin,
    set: (on) => app.setLoginItemSettings({ openAtLogin: on }),
  }
}

/** Desktop Application Autostart Specification: a `.desktop` file in the user's autostart folder. */
function byDesktopFile(): AutoStart {
  const path = join(app.getPath('appData'), 'autostart', 'countermark-station.desktop')
  return {
    isOn: () => existsSync(path),
    set: (on) => {
      if (!on) return rmSync(path, { force: true })
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, desktopFile())
    },
  }
}

/** An AppImage runs from a mounted copy that is gone at the next start: the file itself is named. */
function desktopFile(): string {
  const program = process.env['APPIMAGE'] ?? process.execPath
  const own = app.isPackaged ? [program] : [program, app.getAppPath()]
  const command = own.map(quoted).join(' ')
  return `[Desktop Entry]\nType=Application\nName=Countermark Station\nExec=${command}\n`
}

/** Quoting of the Exec key: these four keep a meaning inside quotes, and % is a field code. */
function quoted(word: string): string {
  return `"${word.replaceAll(/["`$\\]/g, '\\$&').replaceAll('%', '%%')}"`
}
