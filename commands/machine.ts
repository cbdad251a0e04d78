import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run } from './run.ts'

interface Need {
  /** What is looked for: a program on the path, or a library file. */
  readonly found: () => boolean
  readonly debianPackage: string
  readonly why: string
  /** Without it some tests say that they are skipped. */
  readonly isOptional?: boolean
}

const NEEDS: readonly Need[] = [
  {
    found: () => chromiumPath() !== undefined,
    debianPackage: 'chromium',
    why: 'the screens are tested in a real browser',
  },
  {
    found: () => onPath('socat') !== undefined,
    debianPackage: 'socat',
    why: 'serial scanners are tested on a real pair of ttys',
  },
  {
    found: () => process.platform !== 'linux' || hasLibrary('libusb-1.0.so.0'),
    debianPackage: 'libusb-1.0-0',
    why: 'scanners in HID mode are read by node-hid, which is linked to it',
  },
  {
    found: () => onPath('strace') !== undefined,
    debianPackage: 'strace',
    why: 'power cuts and failing disks are made from what the system sees',
  },
  {
    found: () => process.platform !== 'linux' || existsSync('/usr/sbin/sshd'),
    debianPackage: 'openssh-server',
    why: 'files are handed over to a real SFTP server; none is started beside the tests',
    isOptional: true,
  },
]

/** Where Chromium or Chrome is on this machine; COUNTERMARK_CHROMIUM names another. */
export function chromiumPath(): string | undefined {
  const named = process.env['COUNTERMARK_CHROMIUM']
  if (named) return named
  return onPath('chromium') ?? onPath('chromium-browser') ?? onPath('google-chrome')
}

/**
 * Sees to what the demo's script and the tests need beside Node. Installs it where that is possible
 * (Debian, as root); elsewhere says what to install. Returns false when something is missing.
 */
export async function prepareMachine(): Promise<boolean> {
  const missing = NEEDS.filter((need) => !need.found())
  if (missing.length === 0) return true
  const packages = missing.map((need) => need.debianPackage)
  if (process.getuid?.() === 0 && onPath('apt-get')) {
    console.error(`installing ${packages.join(', ')}…`)
    await run('apt-get', ['update', '-q'])
    await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], {
      DEBIAN_FRONTEND: 'noninteractive',
    })
  }
  const still = NEEDS.filter((need) => !need.found())
  for (const need of still)
    console.error(`missing: ${need.debianPackage} (${need.why}). Install it and try again.`)
  return still.every(({ isOptional }) => isOptional === true)
}

/** Looks where Debian and Fedora keep the libraries of this processor. */
function hasLibrary(file: string): boolean {
  const machine = { x64: 'x86_64', arm64: 'aarch64' }[process.arch as string] ?? process.arch
  const folders = [`/usr/lib/${machine}-linux-gnu`, `/lib/${machine}-linux-gnu`, '/usr/lib64']
  return [...folders, '/usr/lib', '/usr/local/lib'].some((folder) => existsSync(join(folder, file)))
}

function onPath(program: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((path) => existsSync(path))
}
