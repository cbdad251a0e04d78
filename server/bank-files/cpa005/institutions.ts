/**
 * Numbers of Canadian institutions that hold accounts: banks, trust companies, and the centrals of the
 * credit unions and caisses. New ones appear; the list is only asked whether numbers look exchanged.
 */
const INSTITUTIONS = new Set(
  (
    '001 002 003 004 006 010 016 030 039 117 127 177 219 241 245 250 260 269 270 275 277 278 290 ' +
    '292 294 301 303 306 307 308 309 310 311 312 313 314 315 317 318 320 321 322 323 326 327 328 ' +
    '330 331 332 334 335 336 337 338 339 340 341 342 343 344 345 346 347 349 352 355 358 360 361 ' +
    '362 365 366 374 376 378 381 382 383 507 509 522 530 532 540 548 549 550 551 568 569 570 575 ' +
    '578 579 580 581 590 592 597 598 600 601 603 604 606 607 608 610 611 612 614 615 616 617 618 ' +
    '619 620 621 623 624 625 626 627 630 809 815 819 828 829 837 839 840 849 853 865 879 889 890 899'
  ).split(' '),
)

/** Those that hold nearly all accounts: a transit number that ends in one of them is suspicious. */
const LARGE = new Set('001 002 003 004 006 010 016 815'.split(' '))

/**
 * Whether institution and transit look exchanged. Cheques print the transit first (`12345-003`), bank
 * files and {@link BankDetails} name the institution first: the classic mistake, by hand (each in the
 * other's place) and by cutting the eight digits of a cheque at the wrong end (`123` and `45003`).
 */
export function looksExchanged(institution: string, transit: string): boolean {
  if (/^\d{5}$/.test(institution) && /^\d{3}$/.test(transit)) return true
  if (INSTITUTIONS.has(institution)) return false
  return LARGE.has(transit.slice(-3))
}
