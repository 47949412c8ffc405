// "Exit this page": docs/exit.md. One file: the keys work after one request.
const page = document, { title } = page
const find = name => page.querySelector(name)
const link = find('.leave'), words = link.dataset
let cover, timer, count = 0, isModifier = false

function silence() {
  for (const sound of page.querySelectorAll('audio, video')) {
    sound.pause()
    sound.replaceChildren()
    sound.removeAttribute('src')
    sound.load()
  }
  page.dispatchEvent(new Event('lectern:exit'))  // for sounds that are not in the page
  if (navigator.mediaSession) navigator.mediaSession.metadata = null
  window.speechSynthesis?.cancel()
  window.BroadcastChannel && new BroadcastChannel('audio').postMessage('')  // other tabs hush too
}

// Refused where nothing is kept: docs/exit.md says why.
const findUse = async () => CSS.supports('-moz-appearance', 'none') && [0, 16384].includes((await navigator.storage.estimate()).usage) && Promise.reject()

// All begun at once, none waited for; what is refused is passed over.
function forget() {
  for (const step of [
    () => localStorage.clear(),
    () => sessionStorage.clear(),
    () => navigator.serviceWorker.getRegistrations().then(all => all.forEach(each => each.unregister())),
    () => findUse().then(() => caches.keys()).then(all => all.forEach(each => caches.delete(each))),
    () => findUse().then(() => indexedDB.databases()).then(all => all.forEach(each => indexedDB.deleteDatabase(each.name))),
  ]) new Promise(done => done(step())).catch(() => {})
}

function hide() {
  page.title = words.wait
  if (cover) return
  cover = page.createElement('div')
  cover.id = 'exit_cover'
  cover.setAttribute('role', 'alert')
  page.documentElement.classList.add('leaving')
  page.body.append(cover)
  cover.textContent = words.wait  // once in the page, it is said
}

function show() {
  cover = cover?.remove()
  page.documentElement.classList.remove('leaving')
  page.title = title
}

function leave(event) {
  event.preventDefault()
  try {
    silence()
  } finally {
    forget()
    addEventListener('pagehide', forget)  // after what others keep when a page ends
    hide()
    location.replace(link.href)
  }
}

function tell(said) {
  find('.presses').textContent = count ? '●●○○'.substr(2 - count, 3) : ''
  find('[aria-live]').textContent = said
}

function reset() {
  clearTimeout(timer)
  const before = count
  count = 0
  tell(before > 1 ? words.over : '')
}

// Also: a screen reader moves, by Shift and a letter.
function spoil() {
  isModifier = true
  if (count) reset()
}

// On a touched screen, Shift belongs to the keyboard on it.
const isTyping = () => matchMedia('(pointer: coarse)').matches && page.activeElement.selectionStart != null

const listeners = {
  keydown(event) {
    if (event.key !== 'Shift') spoil()
    else if (!event.repeat) isModifier = event.ctrlKey || event.altKey || event.metaKey
  },
  keyup(event) {
    if (event.key !== 'Shift' || isTyping()) return
    if (isModifier) return void (isModifier = false)
    clearTimeout(timer)
    count += 1
    if (count > 2) leave(event)
    else tell(count > 1 ? words.second : words.first)
    timer = setTimeout(reset, 5000)
  },
  pointerdown: event => event.shiftKey && spoil(),
  selectionchange: spoil,
  focusin: spoil,
  wheel: event => event.shiftKey && spoil(),
  // A page held for Back in spite of `no-store` is found covered, and asked for anew.
  pagehide: event => event.persisted && hide(),
  pageshow: event => event.persisted ? location.reload() : show(),
}
for (const name in listeners) addEventListener(name, listeners[name], { capture: true })
for (const each of page.querySelectorAll('.exit a')) each.addEventListener('click', leave)
find('.scripted').hidden = false
