import { useState } from 'react'
import type { Sounds } from '../state/sounds.ts'
import type { StationStore } from '../state/station-store.ts'
import { Station } from './station.tsx'

/** The screen with the loudness of its sounds. */
export function SoundedStation(props: { readonly store: StationStore; readonly sounds: Sounds }) {
  const { store, sounds } = props
  const [volume, setVolume] = useState(sounds.volume)
  return (
    <Station
      store={store}
      volume={volume}
      onVolume={(chosen) => {
        sounds.setVolume(chosen)
        setVolume(chosen)
      }}
    />
  )
}
