// The keypad with a script: sounds follow each other, a key ends them at once, and a wait that passes goes on.

import {makeAnnouncer, setSession} from './../player/session.js'
import {CallPage} from './page.js'
import {Voice} from './voice.js'

const PATIENCE = 10000  // milliseconds that the server has to answer
const MOST_KEYS = 16  // that it takes at once

class Call {
  #isAsking = false
  #typed = ''  // keys pressed while the server answers
  #following = ''
  #asking  // ends the request that is under way

  constructor(element) {
    this.page = new CallPage(element)
    this.voice = new Voice(element, {
      silent: () => this.#ask(this.#following),
      failed: index => this.#ask(`unplayable ${index}`),
      blocked: () => this.#read(this.page.words.blocked),
    })
    this.keys = {play: () => this.#hear(), pause: () => this.voice.stop()}
    this.announce = makeAnnouncer(() => this.voice.stop())
    element.addEventListener('submit', event => this.#submit(event))
    element.addEventListener('keydown', event => this.#type(event))
    element.addEventListener('change', () => this.page.hasSound ? this.#hear() : this.#hush())
    document.addEventListener('lectern:exit', () => this.#leave())
    addEventListener('pagehide', () => this.#leave())
  }

  #submit(event) {
    event.preventDefault()
    const {value} = event.submitter
    this.voice.unlock()
    if (value.startsWith('keys ')) this.#press(value.slice(5))
    else if (!this.#isAsking) this.#ask(value)
  }

  /** Keys that are typed count only while the keypad has the focus. */
  #type(event) {
    const {key} = event
    if (!event.target.closest('.keypad') || !/^[0-9*#]$/.test(key)) return
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return
    event.preventDefault()
    this.voice.unlock()
    this.#press(key)
  }

  #press(key) {
    if (this.#isAsking) {
      this.voice.stop()
      this.#typed = (this.#typed + key).slice(0, MOST_KEYS)
      if (key === this.page.end) this.#end()
      return
    }
    const place = this.voice.getPlace()
    const heard = place ? ` at ${place.join('+')} since ${this.voice.getSince()}` : ''
    this.#ask(`keys ${key}${heard}`)
  }

  /** The key that ends the call waits for no answer, and is never one key too many. */
  #end() {
    this.#typed = this.page.end
    this.#asking.abort()
  }

  /** Tell the line what happened; what it says next is shown and heard. */
  async #ask(event) {
    this.voice.stop()
    this.#isAsking = true
    const drawn = await this.#fetch(event)
    this.#isAsking = false
    const typed = this.#typed
    this.#typed = ''
    if (this.isLeft) return
    if (!drawn) return this.#lose(event, typed)
    this.page.showTrouble('')
    this.script = this.page.show(drawn, event)
    this.voice.forget()
    if (!this.script) return this.#clear()
    this.#following = this.script.following
    if (typed) this.#ask(`keys ${typed} at 0+1`)
    else this.#hear()
  }

  /** No answer came. A caller who wants to leave has left, whether the line hears of it or not. */
  #lose(event, typed) {
    const {end} = this.page
    if (!end || typed !== end && !event.startsWith(`keys ${end}`)) return this.page.showTrouble(this.page.words.lost)
    this.page.close()
    this.#clear()
  }

  async #fetch(event) {
    const form = this.page.call.querySelector('form')
    const body = new URLSearchParams({state: form.querySelector('[name=state]')?.value ?? '', event})
    const asking = this.#asking = new AbortController()
    const patience = setTimeout(() => asking.abort(), PATIENCE)
    try {
      const response = await fetch(form.action, {method: 'POST', body, signal: asking.signal})
      return new DOMParser().parseFromString(await response.text(), 'text/html').getElementById('call')
    } catch {
      return null
    } finally {
      clearTimeout(patience)
    }
  }

  #hear() {
    const {page, script, voice} = this
    if (!page.hasSound) return page.tell(page.getWords())
    this.announce()
    setSession(page.words, this.keys)
    if (!voice.resume()) voice.play(script)
  }

  /** From here on the caller reads, and goes on when ready. */
  #hush() {
    this.voice.stop()
  }

  #read(why) {
    this.page.hasSound = false
    this.voice.stop()
    this.page.showTrouble(why)
  }

  #leave() {
    this.isLeft = true
    this.#clear()
  }

  /** Nothing sounds, and nothing is on the lock screen. */
  #clear() {
    this.voice.leave()
    setSession(null, this.keys)
  }
}

const element = document.getElementById('call')
if (element.querySelector('form')) new Call(element)
