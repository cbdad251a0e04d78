/** Between two looks at the picture: fast enough for a hand, and half of a slow PC stays free. */
export const LOOK_MS = 120
/** The longest side of the picture that is read: codes on phones and cards need no more. */
export const PICTURE_SIDE_MAX = 960
/** The same code in front of the camera is one reading. */
export const SAME_CODE_MS = 3_000
/** The station lets the page have the camera for 15 s at a time. */
export const STILL_OPEN_MS = 5_000
