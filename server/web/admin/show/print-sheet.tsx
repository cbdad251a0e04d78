import type { ReactNode } from 'react'
import { createPortal } from 'react-dom'

/** Content that is only on paper; {@link printSheet} prints it and nothing else of the page. */
export function PrintSheet({ children }: { children: ReactNode }) {
  return createPortal(<div className="print-only">{children}</div>, document.body)
}

/** Opens the browser's print dialog with only the {@link PrintSheet} on the paper. */
export function printSheet(): void {
  document.body.classList.add('printing-sheet')
  window.print()
  document.body.classList.remove('printing-sheet')
}
