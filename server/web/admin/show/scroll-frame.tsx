import { type ReactNode, useEffect, useRef, useState } from 'react'

interface ScrollFrameProps {
  readonly label: string
  readonly className: string | undefined
  readonly children: ReactNode
}

/** A frame that scrolls when its content is larger; then it is reached with the keyboard too. */
export function ScrollFrame({ label, className, children }: ScrollFrameProps) {
  const frame = useRef<HTMLDivElement>(null)
  const [overflows, setOverflows] = useState(false)
  useEffect(() => {
    const element = frame.current
    if (!element) return
    const measure = () => setOverflows(isLarger(element))
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    for (const child of element.children) observer.observe(child)
    return () => observer.disconnect()
  }, [])
  const reached = overflows ? { tabIndex: 0, role: 'group', 'aria-label': label } : {}
  return (
    <div ref={frame} className={className} {...reached}>
      {children}
    </div>
  )
}

function isLarger(element: Element): boolean {
  const isWider = element.scrollWidth > element.clientWidth
  return isWider || element.scrollHeight > element.clientHeight
}
