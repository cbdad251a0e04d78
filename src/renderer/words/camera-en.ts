/** Words of the camera's panel. */
export const cameraEn = {
  title: 'Camera',
  use: 'Use the camera',
  picture: 'What the camera sees',
  opening: 'The camera is being opened…',
  looking: 'Hold the card’s code in front of the camera.',
  hint: 'QR codes and bar codes, on a card, paper or phone. The picture stays on this PC and is not kept.',
  denied: 'The camera is not allowed.',
  none: 'No camera was found.',
  busy: 'Another program uses the camera.',
  failed: 'The camera cannot be used.',
  help: {
    denied:
      'Allow this page the camera in the browser, or in the privacy settings of this PC. Then open this panel again.',
    none: 'Plug one in, or type the number with F3.',
    busy: 'Close that program, then open this panel again.',
    failed: 'Type the number with F3, or use a scanner.',
  },
}
