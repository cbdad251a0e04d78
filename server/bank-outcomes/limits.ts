/** Bytes of one file: a month of returns of the largest network is a hundredth of it. */
export const ANSWER_FILE_BYTES_MAX = 32 * 1024 * 1024
/** Answers written by one statement: below the parameters of any engine. */
export const ANSWERS_AT_ONCE = 40
/** Answers worked on between two looks at whether the server is to stop. */
export const WORK_PIECE = 25
export const WORK_LOOK_EVERY_MS = 5_000
/** Problems that a refused file shows: whoever mends it mends the first ones first. */
export const PROBLEMS_SHOWN_MAX = 50
export const FILES_LISTED_MAX = 200
export const ANSWERS_PAGE = 100
/** What is kept of a bank's words. */
export const WORDS_LENGTH_MAX = 200
/** How often the folder is looked at, and how long a file must have been left alone before it is read. */
export const FOLDER_LOOK_EVERY_MS = 5_000
export const FOLDER_SETTLED_MS = 2_000
