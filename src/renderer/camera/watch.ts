import { LOOK_MS, PICTURE_SIDE_MAX } from './limits.ts'
import type { Decoded, Picture } from './messages.ts'

/** Why there is no picture, in a word that the screen has a sentence for. */
export type CameraProblem = 'denied' | 'none' | 'busy' | 'failed'

export interface CameraEvents {
  /** The camera's picture is on show. */
  readonly onPicture: () => void
  /** A code was seen; its text begins with the AIM identifier. */
  readonly onCode: (text: string) => void
  readonly onProblem: (problem: CameraProblem) => void
}

/** Shows the camera in this element and reads codes from it. Returns how to stop, at any time. */
export function watchCamera(video: HTMLVideoElement, events: CameraEvents): () => void {
  const decoder = new Worker(new URL('./decoder.ts', import.meta.url), { type: 'module' })
  const canvas = document.createElement('canvas')
  let stream: MediaStream | undefined
  let timer = 0
  let stopped = false

  const look = () => {
    const picture = takePicture(video, canvas)
    if (picture === undefined) timer = window.setTimeout(look, LOOK_MS)
    else decoder.postMessage(picture, [picture.pixels.buffer])
  }
  decoder.onmessage = ({ data }: MessageEvent<Decoded>) => {
    if (stopped) return
    if (data.kind === 'failed') return events.onProblem('failed')
    if (data.kind === 'code') events.onCode(data.text)
    timer = window.setTimeout(look, LOOK_MS)
  }
  decoder.onerror = () => events.onProblem('failed')
  const begin = async () => {
    const opened = await openCamera()
    if (stopped) return stopAll(opened)
    stream = opened
    video.srcObject = opened
    await video.play()
    events.onPicture()
    look()
  }
  begin().catch((error: unknown) => {
    if (!stopped) events.onProblem(problemOf(error))
  })
  return () => {
    stopped = true
    window.clearTimeout(timer)
    decoder.terminate()
    if (stream) stopAll(stream)
    video.srcObject = null
  }
}

function openCamera(): Promise<MediaStream> {
  // A page that is no secure context has no cameras at all.
  const { mediaDevices } = navigator as { readonly mediaDevices?: MediaDevices }
  if (mediaDevices === undefined) throw new DOMException('no secure context', 'NotAllowedError')
  const video = { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } }
  return mediaDevices.getUserMedia({ video, audio: false })
}

function stopAll(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}

function problemOf(error: unknown): CameraProblem {
  const name = error instanceof DOMException ? error.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied'
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'none'
  return name === 'NotReadableError' || name === 'AbortError' ? 'busy' : 'failed'
}

/** The picture as it is now; undefined before the first one. */
function takePicture(video: HTMLVideoElement, canvas: HTMLCanvasElement): Picture | undefined {
  const { videoWidth, videoHeight } = video
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (videoWidth === 0 || context === null) return undefined
  const scale = Math.min(1, PICTURE_SIDE_MAX / Math.max(videoWidth, videoHeight))
  canvas.width = Math.round(videoWidth * scale)
  canvas.height = Math.round(videoHeight * scale)
  context.drawImage(video, 0, 0, canvas.width, canvas.height)
  const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height)
  return { pixels: data as Uint8ClampedArray<ArrayBuffer>, width, height }
}
