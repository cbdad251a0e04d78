import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'

const PROGRAM = '/usr/sbin/sshd'

/** False where there is no OpenSSH server: `npm run build` installs it on Debian. */
export const HAS_SSHD = existsSync(PROGRAM) && existsSync('/usr/bin/ssh-keygen')

/** A real OpenSSH server of this machine, for the one who runs the tests, with keys of its own. */
export interface Sshd {
  readonly port: number
  readonly user: string
  /** Opens the account. */
  readonly privateKey: string
  /** As `ssh-keygen -l` shows the host's key. */
  readonly hostKey: string
  /** An empty folder that only this server is about. */
  readonly folder: string
  /** Gives the server another host key, as after a new installation. */
  readonly renewHostKey: () => Promise<string>
  readonly close: () => Promise<void>
}

export async function openSshd(): Promise<Sshd> {
  const home = mkdtempSync(path.join(os.tmpdir(), 'sshd-'))
  const inHome = (name: string) => path.join(home, name)
  // Where OpenSSH, started as root, locks its children in; the system's own service makes it else.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true })
  const makeKey = (name: string) => {
    rmSync(inHome(name), { force: true })
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', inHome(name)])
    const shown = execFileSync('ssh-keygen', ['-l', '-f', `${inHome(name)}.pub`], {
      encoding: 'utf8',
    })
    return shown.split(' ')[1] ?? ''
  }
  makeKey('user')
  let hostKey = makeKey('host')
  mkdirSync(inHome('in'))
  const port = await freePort()
  writeFileSync(inHome('config'), configOf(home, port))
  let running = await start(inHome('config'), port)
  return {
    ...{ port, user: os.userInfo().username, folder: inHome('in') },
    privateKey: readFileSync(inHome('user'), 'utf8'),
    get hostKey() {
      return hostKey
    },
    renewHostKey: async () => {
      await end(running)
      hostKey = makeKey('host')
      running = await start(inHome('config'), port)
      return hostKey
    },
    close: async () => {
      await end(running)
      rmSync(home, { recursive: true })
    },
  }
}

function configOf(home: string, port: number): string {
  return [
    'ListenAddress 127.0.0.1',
    `Port ${port}`,
    `HostKey ${home}/host`,
    'PidFile none',
    'UsePAM no',
    'StrictModes no',
    `AuthorizedKeysFile ${home}/user.pub`,
    'PermitRootLogin yes',
    'PasswordAuthentication yes',
    'MaxStartups 100',
    'UseDNS no',
    'Subsystem sftp internal-sftp',
    '',
  ].join('\n')
}

/** OpenSSH takes no port 0. */
function freePort(): Promise<number> {
  const server = createServer()
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}

async function start(config: string, port: number): Promise<ChildProcess> {
  const child = spawn(PROGRAM, ['-D', '-e', '-f', config], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  await new Promise<void>((resolve, reject) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.includes(`port ${port}`)) resolve()
    })
    child.once('exit', () => reject(new Error(`sshd did not start: ${said}`)))
    child.once('error', reject)
  })
  return child
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })
}
