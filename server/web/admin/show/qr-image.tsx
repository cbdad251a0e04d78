import { Skeleton } from '@mantine/core'
import { useEffect, useState } from 'react'

interface QrImageProps {
  readonly text: string
  /** What the code is, for those who do not see it. */
  readonly label: string
  readonly sizePx: number
}

/** A QR code drawn in the browser, so that what it holds is sent nowhere. */
export function QrImage({ text, label, sizePx }: QrImageProps) {
  const [source, setSource] = useState<string>()
  useEffect(() => {
    let current = true
    void drawQr(text).then((drawn) => {
      if (current) setSource(drawn)
    })
    return () => {
      current = false
    }
  }, [text])
  if (source === undefined) return <Skeleton width={sizePx} height={sizePx} />
  return <img src={source} alt={label} width={sizePx} height={sizePx} />
}

async function drawQr(text: string): Promise<string> {
  // Loaded when first needed: the drawing of codes is larger than the rest of the page.
  const { qrcode, drawingSVG } = await import('bwip-js/browser')
  const svg = qrcode(
    { bcid: 'qrcode', text, scale: 4, paddingwidth: 4, paddingheight: 4 },
    drawingSVG(),
  )
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
}
