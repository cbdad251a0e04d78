/** Pages of one address a minute: a person opens a handful, a family behind one address a few more. */
export const PAGES_PER_MINUTE = 40
/** The longest form has one short field; some browsers and relays add a few bytes. */
export const FORM_BYTES_MAX = 1_024
