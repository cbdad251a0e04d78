/**
 * What a browser sees that was not let in, in both languages, as nobody has chosen one yet. It stands
 * alone: a browser without a key is given nothing that the station has drawn.
 */
export const KEY_NEEDED = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Countermark</title>
<style>
  body { margin: 0; min-height: 100vh; display: grid; place-content: center; gap: 16px;
    padding: 24px; box-sizing: border-box; background: #f4f6f8; color: #16202c;
    font: 18px/1.5 system-ui, sans-serif }
  section { max-width: 640px; padding: 24px 28px; border-radius: 14px; background: #fff;
    border: 1px solid #d8dee5 }
  h1 { margin: 0 0 8px; font-size: 26px; line-height: 1.25 }
  p { margin: 0 }
  code { padding: 1px 6px; border-radius: 5px; background: #eef1f4; font-size: 16px }
</style>
<section>
  <h1>This browser is not let in</h1>
  <p>Each address of the station works once, and this one was used already or is not the newest. Open the
  address in the file <code>kiosk-url</code> of the station’s data folder.</p>
</section>
<section lang="fr">
  <h1>Ce navigateur n’a pas accès</h1>
  <p>Chaque adresse du poste ne sert qu’une fois, et celle-ci a déjà servi ou n’est pas la plus récente.
  Ouvrez l’adresse du fichier <code>kiosk-url</code>, dans le dossier de données du poste.</p>
</section>
</html>
`
