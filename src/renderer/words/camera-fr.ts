import type { cameraEn } from './camera-en.ts'

/** The French of the camera's panel. */
export const cameraFr: typeof cameraEn = {
  title: 'Caméra',
  use: 'Utiliser la caméra',
  picture: 'Ce que voit la caméra',
  opening: 'Ouverture de la caméra…',
  looking: 'Tenez le code de la carte devant la caméra.',
  hint: 'Codes QR et codes à barres, sur carte, papier ou téléphone. L’image reste sur cet ordinateur et n’est pas gardée.',
  denied: 'La caméra n’est pas autorisée.',
  none: 'Aucune caméra trouvée.',
  busy: 'Un autre programme utilise la caméra.',
  failed: 'La caméra ne peut pas servir.',
  help: {
    denied:
      'Autorisez la caméra pour cette page dans le navigateur, ou dans la confidentialité de l’ordinateur. Puis rouvrez ce panneau.',
    none: 'Branchez-en une, ou tapez le numéro avec F3.',
    busy: 'Fermez ce programme, puis rouvrez ce panneau.',
    failed: 'Tapez le numéro avec F3, ou prenez un lecteur.',
  },
}
