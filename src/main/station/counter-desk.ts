import { failed, type Reply, success } from '../../contract/refusals.ts'
import type { CounterState } from '../../contract/screen/counter.ts'
import { type Cashiers, createCashiers } from './cashiers/index.ts'
import type { Journal } from './journal/index.ts'
import type { OwnListeners } from './own-listeners.ts'
import type { StationPorts } from './ports.ts'
import { createPrinting, type Printing } from './printing/index.ts'
import type { ScreenHandlers } from './screen-calls.ts'
import { createShifts, type Shifts } from './shifts/index.ts'
import type { StationOptions } from './station-options.ts'

/** Who stands at the counter, its shifts, and what it prints itself. */
export interface CounterDesk {
  readonly cashiers: Cashiers
  readonly shifts: Shifts
  readonly printing: Printing
  readonly state: () => Omit<CounterState, 'isTraining'>
  readonly setPrinter: (
    printer: CounterState['receiptPrinter'],
  ) => Promise<Reply<Record<string, never>>>
}

export function createCounterDesk(
  { clock, random }: Pick<StationPorts, 'clock' | 'random'>,
  options: StationOptions,
  journal: Journal,
  ownListeners: OwnListeners,
  onChange: () => void,
): CounterDesk {
  const { settings } = journal
  const place = () => {
    const station = settings.station()
    return {
      language: settings.language() ?? 'en',
      locationName: station?.locationName ?? '',
      deviceName: station?.deviceName ?? '',
      deviceCode: station?.deviceCode ?? null,
      timeZone: station?.timeZone ?? 'UTC',
      isTraining: options.isTraining === true,
    }
  }
  /** As it was set here; before that, the one that the till's prints are passed on to. */
  const printer = () => {
    const set = journal.receiptPrinter.get()
    return (set === undefined ? options.receiptPrinter : set) ?? null
  }
  const { clerk, setClerk } = settings
  const cashiers = createCashiers({
    ...{ record: journal.cashiers, clock, random, clerk, setClerk, onLearningOver: onChange },
  })
  const shifts = createShifts({
    ...{ record: journal.shifts, clock, clerk },
    place: () => {
      const { locationName, deviceName, deviceCode } = place()
      return { locationName, deviceName, deviceCode }
    },
  })
  const printing = createPrinting({
    ...{ record: journal.receipts, clock, directory: options.directory, place, ownListeners },
    printer: () => printer() ?? undefined,
  })
  return {
    cashiers,
    shifts,
    printing,
    state: () => ({
      mustSignIn: cashiers.mustSignIn(),
      hasCashiers: cashiers.list().length > 0,
      learningBadgeOf: cashiers.learningBadgeOf(),
      shift: shifts.current(),
      receiptPrinter: printer(),
    }),
    setPrinter: async (chosen) => {
      if (chosen !== null && (await ownListeners.isNamed(chosen.host, chosen.port))) {
        return failed('PRINTER_IS_STATION')
      }
      return journal.receiptPrinter.set(chosen).ok ? success({}) : failed('STORAGE_FULL')
    },
  }
}

type CounterCommand = keyof typeof import('../../contract/screen/counter.ts').COUNTER_SCREEN

/** Begins or ends training. */
export type SetTraining = (on: boolean) => Promise<Reply<Record<string, never>>>

/** The screen's commands of the counter. */
export function counterHandlers(
  { cashiers, shifts, printing, setPrinter }: CounterDesk,
  {
    onChange,
    onOtherCashier,
    setTraining,
  }: {
    readonly onChange: () => void
    readonly onOtherCashier: () => void
    readonly setTraining: SetTraining
  },
): Pick<ScreenHandlers, CounterCommand> {
  const told = <Value>(reply: Reply<Value>): Reply<Value> => {
    if (reply.ok) onChange()
    return reply
  }
  const another = <Value>(reply: Reply<Value>): Reply<Value> => {
    if (reply.ok) onOtherCashier()
    return told(reply)
  }
  /** Whoever nobody knows lets nobody in. */
  const bySomebody = <Value>(change: () => Reply<Value>): Reply<Value> =>
    cashiers.mustSignIn() ? failed('NOT_PERMITTED', 'Sign in first.') : change()
  return {
    'list-cashiers': () => success({ cashiers: [...cashiers.list()] }),
    'save-cashier': (wanted) => bySomebody(() => told(cashiers.save(wanted))),
    'learn-badge': ({ cashierId }) => {
      const learn = () => told(cashiers.learnBadge(cashierId))
      return cashierId === null ? learn() : bySomebody(learn)
    },
    'remove-cashier': ({ cashierId }) => bySomebody(() => another(cashiers.remove(cashierId))),
    'sign-in': ({ pin }) => another(cashiers.signIn(pin)),
    'set-training': ({ on }) => setTraining(on),
    'sign-out': () => {
      cashiers.signOut()
      return another(success({}))
    },
    'open-shift': () => told(shifts.open()),
    'close-shift': () => told(shifts.close()),
    'read-report': ({ zNumber }) => shifts.report(zNumber),
    'list-reports': () => success({ reports: [...shifts.list()] }),
    'set-receipt-printer': async ({ printer }) => told(await setPrinter(printer)),
    'print-report': async ({ zNumber }) => {
      const report = shifts.report(zNumber)
      return report.ok ? printing.report(report.value) : report
    },
    'print-receipt': ({ reference, as }) => printing.receipt(reference, as),
  }
}
