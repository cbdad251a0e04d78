/** Silence that ends a reading while the scanner was never seen to send a terminator. */
export const SILENCE_ENDS_READING_MS = 100
/**
 * The same once a terminator was seen: a USB adapter may pause in the middle of a code, and half a
 * number must not be taken for a whole one. After a second nobody is still sending.
 */
export const SILENCE_ENDS_TERMINATED_READING_MS = 1_000
/** How often the path is tried again while the scanner is away: plugged in means working in a second. */
export const SCANNER_RETRY_MS = 1_000
/** What most serial scanners speak when they leave the factory. */
export const SCANNER_BAUD_RATE = 9_600
/** How often HID scanners are looked for: plugged in means working in two seconds; a look takes 5 ms. */
export const HID_LOOK_MS = 1_500
/** A wrong parity turns half of the characters into bytes that no code holds; noise, one or two. */
export const GARBLED_SHARE = 1 / 3
/** Rest of a packet after its first byte: 257 bytes take 270 ms at 9600, in one piece. */
export const SSI_PACKET_WITHIN_MS = 500
/** The next packet of a long code; a scanner that heard no answer sends the last one again after 2 s. */
export const SSI_REST_WITHIN_MS = 3_000
/**
 * The next track of the same swipe: 40 characters that are typed take 0.8 s at the most. Nobody swipes a
 * second card so soon.
 */
export const NEXT_TRACK_WITHIN_MS = 1_000
/** From key to key: scanners take 1 to 19 ms; slower ones come near to fast fingers. */
export const KEY_DELAY_GOOD_MS = 20
/** Readings lead to nothing while the page of scanners asks every second; then the counter has them again. */
export const SCANNERS_WATCHED_MS = 5_000
/** The page may have the camera while its panel says every 5 s that it is open. */
export const CAMERA_OPEN_MS = 15_000
