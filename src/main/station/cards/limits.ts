/** ISO/IEC 7812: an account number has at most 19 digits. */
export const CARD_DIGITS_MAX = 19
/** Numbers of imported cards: as short and as long as the contract's own form of a card's number. */
export const FOREIGN_DIGITS_MIN = 8
export const FOREIGN_DIGITS_MAX = 20
