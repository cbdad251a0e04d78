import type { CDPSession, Page } from 'playwright-core'
import { keyFor, LAYOUTS, type Layout, typedBy } from './keyboard-layouts.ts'

/** Presses keys in a page with times of its own, in order, without waiting for each. */
export interface KeyPlayer {
  /** A scanner set to the US layout, on a PC with this one: from key to key so many ms. */
  readonly scan: (text: string, layout: Layout, gapMs: number, terminator?: string) => void
  /** A person at a PC with this layout; `gapMs` gives the time before each key. */
  readonly type: (text: string, layout: Layout, gapMs: () => number) => void
  /** One character as Alt and its number, as Windows shows it to a page. */
  readonly altCode: (character: string, gapMs: number) => void
  readonly pause: (durationMs: number) => void
  /** Resolves once the page had every key. */
  readonly played: () => Promise<void>
}

const SHIFT = 8
const ALT = 1

/** Plays through the browser's own input, so that a busy machine cannot turn a scanner into a typist. */
export async function playKeys(page: Page): Promise<KeyPlayer> {
  const client: CDPSession = await page.context().newCDPSession(page)
  let atMs = Date.now()
  let sent: Promise<unknown>[] = []
  const send = (event: object) => {
    sent.push(client.send('Input.dispatchKeyEvent', { timestamp: atMs / 1000, ...event } as never))
  }
  const press = (code: string, key: string, modifiers = 0) => {
    const text = [...key].length === 1 ? key : key === 'Enter' ? '\r' : ''
    const windowsVirtualKeyCode = key === 'Enter' ? 13 : key === 'Tab' ? 9 : 0
    send({ type: 'keyDown', code, key, text, modifiers, windowsVirtualKeyCode })
    send({ type: 'keyUp', code, key, modifiers, windowsVirtualKeyCode })
  }
  /** By its key, with Shift held where it takes one. */
  const stroke = (layout: Layout, key: { code: string; shift: boolean }, wait: () => void) => {
    if (key.shift) {
      wait()
      send({ type: 'keyDown', code: 'ShiftLeft', key: 'Shift', modifiers: SHIFT })
    }
    wait()
    press(key.code, typedBy(layout, key.code, key.shift), key.shift ? SHIFT : 0)
    if (key.shift) send({ type: 'keyUp', code: 'ShiftLeft', key: 'Shift' })
  }
  return {
    scan: (text, layout, gapMs, terminator = 'Enter') => {
      const wait = () => {
        atMs += gapMs
      }
      for (const character of text) stroke(layout, keyFor(LAYOUTS.QWERTY, character), wait)
      wait()
      if (terminator !== 'none') press(terminator, terminator)
    },
    type: (text, layout, gapMs) => {
      const wait = () => {
        atMs += gapMs()
      }
      for (const character of text) stroke(layout, keyFor(layout, character), wait)
    },
    altCode: (character, gapMs) => {
      atMs += gapMs
      send({ type: 'keyDown', code: 'AltLeft', key: 'Alt', modifiers: ALT })
      for (const digit of `0${character.charCodeAt(0)}`) {
        atMs += gapMs
        const event = { code: `Numpad${digit}`, key: digit, modifiers: ALT }
        send({ type: 'rawKeyDown', ...event })
        send({ type: 'keyUp', ...event })
      }
      atMs += gapMs
      send({ type: 'keyUp', code: 'AltLeft', key: 'Alt' })
      send({ type: 'char', text: character })
    },
    pause: (durationMs) => {
      atMs += durationMs
    },
    played: async () => {
      await Promise.all(sent)
      sent = []
    },
  }
}
