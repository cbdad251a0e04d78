/**
 * What the writer and the thread that waits for the disk know of each other without a message:
 * three counters that both can see.
 */
export type HandOver = Int32Array<SharedArrayBuffer>

const DELIVERED = 0
const LOG_FILE = 1
const FAILED = 2

/** Counters at zero, to be given to both threads. */
export function createHandOver(): HandOver {
  return new Int32Array(new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT))
}

/** How many of the writer's messages the other thread is done with. */
export function deliveredCount(shared: HandOver): number {
  return Atomics.load(shared, DELIVERED)
}

export function addDelivered(shared: HandOver, count: number): void {
  Atomics.add(shared, DELIVERED, count)
  Atomics.notify(shared, DELIVERED)
}

/** Blocks this thread until the other one is done with so many messages. */
export function waitDelivered(shared: HandOver, count: number): void {
  for (let now = deliveredCount(shared); now < count; now = deliveredCount(shared))
    Atomics.wait(shared, DELIVERED, now)
}

/** Which log file it is: a connection that was opened anew may have made a new one. */
export function logFileNumber(shared: HandOver): number {
  return Atomics.load(shared, LOG_FILE)
}

export function startNewLogFile(shared: HandOver): void {
  Atomics.add(shared, LOG_FILE, 1)
}

/** Whether the disk failed under a commit: from then on nothing may be called durable. */
export function hasFailed(shared: HandOver): boolean {
  return Atomics.load(shared, FAILED) !== 0
}

export function setFailed(shared: HandOver): void {
  Atomics.store(shared, FAILED, 1)
}
