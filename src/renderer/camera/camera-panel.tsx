import { IconCameraOff } from '@tabler/icons-react'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { READING_LENGTH_MAX } from '../../contract/limits.ts'
import { PanelFrame } from '../panels/panel-zone.tsx'
import { useScreen } from '../screen/context.ts'
import { useWords } from '../words/words.tsx'
import { SAME_CODE_MS, STILL_OPEN_MS } from './limits.ts'
import { type CameraProblem, watchCamera } from './watch.ts'

type CameraState = 'opening' | 'looking' | CameraProblem

/** The PC's camera reads the code on a card or a phone. It is on only while this panel is. */
export function CameraPanel() {
  const { t } = useWords()
  const video = useRef<HTMLVideoElement>(null)
  const state = useCamera(video)
  const isSeen = state === 'looking' || state === 'opening'
  return (
    <PanelFrame title={t('camera.title')}>
      <div className="camera">
        <div className={isSeen ? 'camera-picture' : 'camera-picture camera-shut'}>
          <video ref={video} muted playsInline aria-label={t('camera.picture')} hidden={!isSeen} />
          {!isSeen && <IconCameraOff size={96} stroke={1.4} aria-hidden />}
        </div>
        <div className="camera-words" role="status" data-camera={state}>
          <p className="panel-lead">{t(`camera.${state}`)}</p>
          <p className="panel-note">{t(isSeen ? 'camera.hint' : `camera.help.${state}`)}</p>
        </div>
      </div>
    </PanelFrame>
  )
}

function useCamera(video: { readonly current: HTMLVideoElement | null }): CameraState {
  const { run } = useScreen()
  const [state, setState] = useState<CameraState>('opening')
  const last = useRef({ text: '', atMs: Number.NEGATIVE_INFINITY })
  const onCode = useEffectEvent((text: string) => {
    const nowMs = performance.now()
    const isSame = text === last.current.text && nowMs - last.current.atMs < SAME_CODE_MS
    last.current = { text, atMs: nowMs }
    if (!isSame && text.length <= READING_LENGTH_MAX) void run('read-code', { text })
  })
  const tell = useEffectEvent((open: boolean) => run('use-camera', { open }))
  useEffect(() => {
    let stop = () => {}
    let left = false
    const begin = async () => {
      await tell(true)
      if (left || video.current === null) return
      const onPicture = () => setState('looking')
      stop = watchCamera(video.current, { onPicture, onCode, onProblem: setState })
    }
    void begin()
    const timer = window.setInterval(() => void tell(true), STILL_OPEN_MS)
    return () => {
      left = true
      window.clearInterval(timer)
      stop()
      void tell(false)
    }
  }, [video])
  return state
}
