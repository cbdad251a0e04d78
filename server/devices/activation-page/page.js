// The token is behind the hash: it is read here and sent nowhere.
const TOKEN = /^#[A-Za-z0-9_-]{43}$/
const element = (id) => document.getElementById(id)

function show() {
  const usable = TOKEN.test(location.hash)
  element('usable').hidden = !usable
  element('broken').hidden = usable
  if (!usable) return
  element('link').value = location.href
  bwipjs.toCanvas(element('code'), { bcid: 'qrcode', text: location.href, scale: 4, eclevel: 'M' })
}

async function copy() {
  const link = element('link')
  link.select()
  try {
    await navigator.clipboard.writeText(link.value)
  } catch {
    // Without TLS there is no clipboard for pages; the selected text can be copied the old way.
    document.execCommand('copy')
  }
  element('copied').textContent = 'Copied – Copié'
}

element('copy').addEventListener('click', copy)
addEventListener('hashchange', show)
show()
