/**
 * Puts text on the clipboard. False when the browser does not let us: pages that are not served
 * over HTTPS or loopback have no clipboard, and the text stays on screen to be selected.
 */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}

/** Hands the browser a file to save, without the server or a URL that could be kept. */
export function saveFile(name: string, type: string, content: string): void {
  saveBlob(name, new Blob([content], { type }))
}

/** The same of what came as it is. */
export function saveBlob(name: string, content: Blob): void {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The download has its own hold on the content once it was clicked.
  setTimeout(() => URL.revokeObjectURL(url), 0)
}
