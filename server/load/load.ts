import {
  type ClassBounds,
  LOAD_BOUNDS,
  LOAD_CLASSES,
  type LoadClass,
  WAIT_MAX_MS,
} from './limits.ts'
import { OverloadedError } from './overloaded.ts'

/** How full a class is. */
export interface ClassFigures {
  readonly waiting: number
  readonly underWay: number
  /** Refused since the start. */
  readonly refused: number
}

/** Says what is done now, what waits and what is refused. */
export interface Load {
  /**
   * Does the work when its class has room. Rejects with an {@link OverloadedError}, and nothing was
   * begun, when too much of the class waits already or it waited too long.
   */
  readonly run: <Value>(name: LoadClass, work: () => Promise<Value>) => Promise<Value>
  readonly figures: (name: LoadClass) => ClassFigures
}

/** A request that has not begun. */
interface Waiting {
  readonly sinceMs: number
  readonly begin: () => void
  readonly refuse: () => void
}

interface Class {
  readonly bounds: ClassBounds
  readonly waiting: Waiting[]
  underWay: number
  refused: number
}

/** `nowMs` is any clock that only goes forward. */
export function createLoad(
  allBounds: Readonly<Record<LoadClass, ClassBounds>> = LOAD_BOUNDS,
  nowMs: () => number = () => performance.now(),
): Load {
  const classes = Object.fromEntries(
    LOAD_CLASSES.map((name): [LoadClass, Class] => [
      name,
      { bounds: allBounds[name], waiting: [], underWay: 0, refused: 0 },
    ]),
  ) as Record<LoadClass, Class>
  let isDue = false

  /** What waits is begun once the frames that have come are read: theirs may be more urgent. */
  const wake = (): void => {
    if (isDue) return
    isDue = true
    setImmediate(beginNext)
  }
  const beginNext = (): void => {
    isDue = false
    for (const name of LOAD_CLASSES) beginSome(classes[name], nowMs())
    if (LOAD_CLASSES.some((name) => canBegin(classes[name]))) wake()
  }
  const start = <Value>(own: Class, work: () => Promise<Value>): Promise<Value> => {
    own.underWay += 1
    const over = () => {
      own.underWay -= 1
      if (own.waiting.length > 0) wake()
    }
    const done = begun(work)
    done.then(over, over)
    return done
  }
  return {
    run: (name, work) => {
      const own = classes[name]
      if (own.bounds.waitingMax === 0) {
        return own.underWay < own.bounds.atOnce ? start(own, work) : Promise.reject(refuse(own))
      }
      if (own.waiting.length >= own.bounds.waitingMax) return Promise.reject(refuse(own))
      return new Promise((resolve, reject) => {
        own.waiting.push({
          sinceMs: nowMs(),
          begin: () => void start(own, work).then(resolve, reject),
          refuse: () => reject(refuse(own)),
        })
        wake()
      })
    },
    figures: (name) => {
      const { waiting, underWay, refused } = classes[name]
      return { waiting: waiting.length, underWay, refused }
    },
  }
}

/** Work that throws at once is work that failed. */
function begun<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return work()
  } catch (error) {
    return Promise.reject(error)
  }
}

function canBegin({ waiting, underWay, bounds }: Class): boolean {
  return waiting.length > 0 && underWay < bounds.atOnce
}

function beginSome(own: Class, nowMs: number): void {
  let begun = 0
  while (canBegin(own) && begun < own.bounds.startsPerTurn) {
    const next = own.waiting.shift()
    if (next === undefined) return
    if (nowMs - next.sinceMs > WAIT_MAX_MS) {
      next.refuse()
    } else {
      next.begin()
      begun += 1
    }
  }
}

function refuse(own: Class): OverloadedError {
  own.refused += 1
  return new OverloadedError(own.bounds.retryAfterMs)
}
