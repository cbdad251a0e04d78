import type { AnswerTask } from '../../src/contract/admin/bank-outcomes.ts'

/** What is done about a reason for which a transfer came back. */
export interface Action {
  /** `block`: another account is needed; `hold`: a person looks first; `keep`: it is not at fault. */
  readonly account: 'block' | 'hold' | 'keep'
  readonly task: AnswerTask
  /** Whether the location hears of it at once. */
  readonly isTold: boolean
  /** Whether it stays open until a person saw to it. */
  readonly needsPerson: boolean
}

const ACTIONS = {
  newAccount: action('block', 'new-account', { isTold: true }),
  callPayee: action('hold', 'call-payee', { isTold: true, needsPerson: true }),
  compliance: action('hold', 'compliance', { needsPerson: true }),
  recall: action('keep', 'recall', { needsPerson: true }),
  duplicate: action('keep', 'duplicate', { needsPerson: true }),
  ourFault: action('keep', 'our-fault', { needsPerson: true }),
  tryAgain: action('keep', 'try-again', { isTold: true }),
  mandate: action('keep', 'mandate', { needsPerson: true }),
  look: action('hold', 'look', { needsPerson: true }),
} as const

function action(
  account: Action['account'],
  task: AnswerTask,
  { isTold = false, needsPerson = false }: Partial<Action>,
): Action {
  return { account, task, isTold, needsPerson }
}

/** NACHA returns, dishonoured and contested ones (Operating Rules, appendix four). */
const NACHA = {
  newAccount: ['R02', 'R03', 'R04', 'R12', 'R13', 'R20', 'R34'],
  callPayee: ['R23', 'R21', 'R22', 'R32'],
  compliance: ['R14', 'R15', 'R16', 'R17', 'R30', 'R33'],
  recall: ['R06', 'R31', 'R36', 'R38'],
  duplicate: ['R24', 'R37', 'R67'],
  ourFault: [
    ...['R18', 'R19', 'R25', 'R26', 'R27', 'R28', 'R35', 'R39', 'R40', 'R41', 'R42', 'R43'],
    ...['R44', 'R45', 'R46', 'R47', 'R50', 'R52', 'R53', 'R61', 'R68', 'R69', 'R70', 'R80'],
    ...['R81', 'R82', 'R83', 'R84', 'R85', 'R90'],
  ],
  tryAgain: ['R01', 'R09'],
  mandate: ['R05', 'R07', 'R08', 'R10', 'R11', 'R29', 'R51'],
  look: ['R62', 'R71', 'R72', 'R73', 'R74', 'R75', 'R76', 'R77'],
} as const

/** Payments Canada's reasons for returned AFT. */
const CPA = {
  newAccount: ['902', '905', '909', '912', '914'],
  callPayee: ['922'],
  compliance: ['910', '911', '990'],
  recall: ['903'],
  ourFault: ['900'],
  tryAgain: ['901', '908'],
  mandate: ['907', '915', '916', '917', '918', '919', '920', '921'],
} as const

/** ISO 20022 reasons of statuses and returns. */
const ISO = {
  newAccount: [
    'AC01',
    'AC02',
    'AC03',
    'AC04',
    'AC13',
    'AC14',
    'AG01',
    'BE01',
    'CNOR',
    'RC01',
    'RC04',
  ],
  callPayee: ['MS02', 'NOAS', 'RUTA'],
  compliance: ['AC06', 'FR01', 'LEGL', 'MD07', 'RR01', 'RR02', 'RR03', 'RR04'],
  recall: ['CUST', 'FOCR', 'UPAY', 'CUTA'],
  duplicate: ['AM05', 'DUPL', 'DU01', 'DU02', 'DU03', 'DU04', 'DU05'],
  ourFault: [
    ...['AG02', 'AM01', 'AM02', 'AM03', 'AM04', 'AM09', 'AM10', 'BE04', 'BE05', 'BE06', 'DNOR'],
    ...['DT01', 'ED05', 'FF01', 'RF01', 'TECH', 'TM01', 'CURR', 'NARR'],
  ],
  mandate: ['MD01', 'MD02', 'MD06'],
  look: ['MS03', 'ERIN', 'SVNR'],
} as const

/** The messages of Bambora's batch reports, by their numbers. */
const BAMBORA = {
  newAccount: [
    '1',
    '2',
    '3',
    '12',
    '16',
    '19',
    '26',
    '28',
    '29',
    '30',
    '45',
    '55',
    '56',
    '58',
    '60',
    '61',
  ],
  callPayee: ['18', '20', '25', '44', '71'],
  compliance: ['22', '27', '72'],
  recall: ['23', '24', '36', '47'],
  duplicate: ['10'],
  ourFault: [
    ...['4', '5', '6', '7', '8', '9', '11', '13', '14', '15', '33', '59', '62', '63', '64', '65'],
    ...['66', '67', '68', '69'],
  ],
  tryAgain: ['17', '21'],
  mandate: ['31', '38', '39', '40', '41', '42', '43', '46'],
  look: ['35', '70'],
} as const

type Table = Readonly<Partial<Record<keyof typeof ACTIONS, readonly string[]>>>

const TABLES: readonly Table[] = [NACHA, CPA, ISO, BAMBORA]
const KNOWN: ReadonlyMap<string, Action> = new Map(
  TABLES.flatMap((table) =>
    Object.entries(table).flatMap(([name, codes]) =>
      codes.map((code) => [code, ACTIONS[name as keyof Table]] as const),
    ),
  ),
)

/**
 * What is done about a code of a bank, or several of them with commas; undefined for one that is in no
 * table: then it is taken as a return, the account is held, and a person looks.
 */
export function actionFor(code: string): Action | undefined {
  const found = code.split(',').map((one) => KNOWN.get(one.trim()))
  if (found.some((one) => one === undefined)) return undefined
  // The first is what the bank says first; a hold beside it is never let go by it.
  return found.find((one) => one?.account === 'hold') ?? found[0]
}

/** What is done about a code that nobody knows. */
export const UNKNOWN_CODE: Action = ACTIONS.look
