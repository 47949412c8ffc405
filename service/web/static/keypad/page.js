// What the page shows of a call. The server draws each moment; here it is put in the place of the one before.

const SAID = 5000  // milliseconds after which words that were told are not found again by a screen reader

export class CallPage {
  #forget

  constructor(call) {
    this.call = call
    this.words = call.dataset
    this.region = document.querySelector('nav.exit [aria-live]')  // the page's own: one for all that is told
    this.template = document.getElementById('so_far')
    this.past = this.template.content.firstElementChild
    this.first = call.cloneNode(true)
  }

  /** The call is over though the line did not say so. */
  close() {
    const drawn = this.first.cloneNode(true), notice = document.createElement('p')
    if (drawn.querySelector('.phone')) drawn.replaceChildren()  // opened in the midst of a call
    drawn.querySelector('.notice')?.remove()
    notice.id = 'notice'
    notice.className = 'notice'
    notice.textContent = this.words.over
    drawn.prepend(notice)
    for (const button of drawn.querySelectorAll('button')) button.textContent = this.words.again
    this.#end(drawn)
  }

  get hasSound() {
    return this.call.querySelector('#with_sound').checked
  }

  set hasSound(isWanted) {
    this.call.querySelector('#with_sound').checked = isWanted
  }

  /** A moment as the server drew it; gives what is to be heard, or null once the call is over. */
  show(drawn, event) {
    this.#keep(event)
    const said = drawn.querySelector('#said')
    if (!said) return this.#end(drawn)
    const sounds = [...said.querySelectorAll('audio')]
    for (const sound of sounds) sound.remove()
    if (document.getElementById('said')) this.#replace(drawn, said)
    else this.#begin(drawn)
    const {wait, start} = said.dataset
    const following = this.call.querySelector('.go_on').value
    const addresses = sounds.map(sound => sound.getAttribute('src'))
    return {addresses, start: Number(start), wait: wait === '' ? null : Number(wait), following}
  }

  /** The key that ends the call, in the language that is heard; undefined before a call. */
  get end() {
    return document.getElementById('said')?.dataset.end
  }

  getWords() {
    return document.querySelector('#said .words').textContent.replace(/\s+/g, ' ').trim()
  }

  /** Tell something once, to whoever hears the page and does not see it. */
  tell(text) {
    this.region.textContent = text
    clearTimeout(this.#forget)
    this.#forget = setTimeout(() => { this.region.textContent = '' }, SAID)
  }

  /** Show that the line does not answer, or that it does again. */
  showTrouble(text) {
    document.getElementById('trouble')?.remove()
    if (!text) return
    const notice = document.createElement('p')
    notice.id = 'trouble'
    notice.className = 'notice'
    notice.textContent = text
    this.call.prepend(notice)
    this.tell(text)
  }

  #begin(drawn) {
    this.past.remove()
    this.past.lastElementChild.replaceChildren()
    this.call.replaceChildren(...drawn.childNodes)
    for (const each of this.call.querySelectorAll('.scripted_only')) each.hidden = false
    const keypad = this.call.querySelector('.keypad')
    keypad.tabIndex = -1
    keypad.focus({preventScroll: true})
    this.call.scrollIntoView()  // where a page without a script is opened too
  }

  #replace(drawn, said) {
    for (const name of ['[name=state]', '.go_on']) {
      this.call.querySelector(name).value = drawn.querySelector(name).value
    }
    document.getElementById('said').replaceWith(said)
  }

  #end(drawn) {
    this.call.replaceChildren(...drawn.childNodes)
    this.call.querySelector('button')?.focus()
    this.tell(document.getElementById('notice')?.textContent ?? '')
    return null
  }

  /** What was said moves to the list of the call, with what the caller did. */
  #keep(event) {
    const words = document.querySelector('#said .words')
    if (!words) return
    const done = document.createElement('p'), item = document.createElement('li')
    const [kind, keys] = event.split(' ')
    done.textContent = kind === 'keys' ? this.words.pressed.replace('{keys}', [...keys].join(' ')) : this.words.waited
    words.classList.remove('words')
    item.append(words, done)
    this.past.lastElementChild.append(item)
    this.template.after(this.past)
  }
}
