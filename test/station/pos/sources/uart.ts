/** What a receiver set to `heard` bits a second makes of bytes sent at `sent` (8 data bits, no parity). */
export function atOtherSpeed(bytes: Uint8Array, sent: number, heard: number): Uint8Array {
  const bits = [...bytes].flatMap((byte) => [
    0,
    ...Array.from({ length: 8 }, (_, bit) => (byte >> bit) & 1),
    1,
  ])
  const levelAt = (time: number) => bits[Math.floor(time * sent)] ?? 1
  const lasts = bits.length / sent
  const step = 1 / (sent * 16)
  const received: number[] = []
  for (let time = 0; time < lasts; time += step) {
    if (levelAt(time) === 1) continue
    let byte = 0
    for (let bit = 0; bit < 8; bit += 1) byte |= levelAt(time + (bit + 1.5) / heard) << bit
    received.push(byte)
    // The stop bit is waited for, as a receiver does that lost its place.
    time += 9.5 / heard
    while (levelAt(time) === 0 && time < lasts) time += step
  }
  return Uint8Array.from(received)
}
