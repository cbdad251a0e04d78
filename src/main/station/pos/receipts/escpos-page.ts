import { type Desk, little, signedLittle } from './dialect.ts'

/** What single bytes do in page mode. FF prints and goes back to rows. */
export function pageControl({ page, printer, paper }: Desk, byte: number): void {
  switch (byte) {
    case 0x09:
      page.tab(printer.tabStops())
      break
    case 0x0a:
      page.feedRows(1)
      break
    case 0x0c:
      paper.printPage(page.print())
      page.discard()
      printer.apply([0x1b, 0x53])
      break
    case 0x0d:
      page.carriageReturn()
      break
    case 0x18:
      page.clearArea()
      break
    default:
  }
}

/** Places, feeds and areas of page mode. False when the command does what it does outside of it. */
export function pageCommand(desk: Desk, bytes: readonly number[]): boolean {
  const [prefix, second = 0] = bytes
  if (prefix === 0x1b) return escCommand(desk, second, bytes)
  return prefix === 0x1d && gsCommand(desk, second, bytes)
}

function escCommand(desk: Desk, second: number, bytes: readonly number[]): boolean {
  const { page, paper, printer } = desk
  const n = bytes[2] ?? 0
  switch (second) {
    case 0x0c:
      paper.printPage(page.print())
      break
    case 0x24:
      page.moveTo(little(bytes, 2) * printer.unitDots())
      break
    case 0x32:
      page.setRowDots(null)
      break
    case 0x33:
      page.setRowDots(n * printer.rowUnitDots())
      break
    case 0x4a:
      page.feedDots(n * printer.rowUnitDots())
      break
    case 0x4b:
      page.feedDots(-n * printer.rowUnitDots())
      break
    case 0x4c:
      // Does nothing in page mode.
      break
    case 0x53:
      page.discard()
      break
    case 0x5c:
      page.moveBy(signedLittle(bytes, 2) * printer.unitDots())
      break
    case 0x64:
      page.feedRows(n)
      break
    case 0x65:
      page.feedRows(-n)
      break
    default:
      return false
  }
  return true
}

function gsCommand({ page, printer }: Desk, second: number, bytes: readonly number[]): boolean {
  if (second === 0x24) page.moveDownTo(little(bytes, 2) * printer.rowUnitDots())
  else if (second === 0x5c) page.moveDownBy(signedLittle(bytes, 2) * printer.rowUnitDots())
  else return false
  return true
}

/** ESC W, which holds for a later page too. A printer takes no area without width or height. */
export function setPageArea({ page, printer }: Desk, bytes: readonly number[]): void {
  const [across, down] = [printer.unitDots(), printer.rowUnitDots()]
  const [x, y, width, height] = [2, 4, 6, 8].map((at) => little(bytes, at))
  if (!width || !height) return
  page.setArea({
    ...{ x: (x ?? 0) * across, y: (y ?? 0) * down },
    ...{ width: width * across, height: height * down },
  })
}
