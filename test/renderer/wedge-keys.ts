import type { Page } from 'playwright-core'

/** How a scanner that types does so. */
export interface WedgeStyle {
  /** From key to key, as the page's clock will see it; or before each key, counted from 0. */
  readonly gapMs: number | ((index: number) => number)
  readonly terminator?: 'Enter' | 'Tab' | 'none'
  /** The characters that the PC's layout makes of the physical keys; US when left out. */
  readonly layout?: Readonly<Record<string, string>>
}

/**
 * Types a text into the page like a keyboard wedge: real key events of the browser with their own
 * time stamps, so that a busy machine cannot turn a scanner into a typist. Letters go in lower case.
 */
export async function scanAsWedge(page: Page, text: string, style: WedgeStyle): Promise<void> {
  const client = await page.context().newCDPSession(page)
  let timestamp = Date.now() / 1000
  const pressed: Promise<unknown>[] = []
  const gapOf = (index: number) =>
    typeof style.gapMs === 'number' ? style.gapMs : style.gapMs(index)
  // Sent without waiting for each: the browser takes them in order, as fast as it can.
  const press = (code: string, key: string, typed: string) => {
    timestamp += gapOf(pressed.length / 2) / 1000
    const event = { code, key, timestamp, windowsVirtualKeyCode: key === 'Enter' ? 13 : 0 }
    pressed.push(
      client.send('Input.dispatchKeyEvent', { ...event, type: 'keyDown', text: typed }),
      client.send('Input.dispatchKeyEvent', { ...event, type: 'keyUp' }),
    )
  }
  for (const character of text) {
    const key = style.layout?.[character] ?? character
    press(codeOf(character), key, key)
  }
  const terminator = style.terminator ?? 'Enter'
  if (terminator !== 'none') press(terminator, terminator, terminator === 'Enter' ? '\r' : '')
  await Promise.all(pressed)
  await client.detach()
}

function codeOf(character: string): string {
  if (/\d/.test(character)) return `Digit${character}`
  if (/[a-z]/i.test(character)) return `Key${character.toUpperCase()}`
  return { ':': 'Semicolon', '/': 'Slash', '.': 'Period', '-': 'Minus' }[character] ?? ''
}
