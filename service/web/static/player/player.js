// The player: one sound for the page, the buttons that start it, and what happens next.

import {SAY_IT, checkPlace, getLink, goToMoment, isHeading, link, startAt, stepSection, stepSentence} from './going.js'
import {getIndex} from './marks.js'
import {ReadAlong, getElement} from './reading.js'
import {makeAnnouncer, setSession, setSessionState} from './session.js'
import {Starting} from './starting.js'
import {View} from './view.js'
import {keepWish} from './wishes.js'
import {fill} from './words.js'

const STEP = 10  // seconds

export class Player {
  #frame = 0
  #heard = -1  // index of the sentence that was heard last, -1 after a jump

  constructor(template, natives) {
    const {actions} = this
    this.main = document.querySelector('main')
    this.names = template.dataset
    this.words = JSON.parse(this.names.words)
    this.keys = {
      play: () => this.audio.paused && this.start(), pause: () => this.pause(), stop: actions.stop,
      seekbackward: actions.back, seekforward: actions.forward, seekto: details => this.seek(details.seekTime),
      previoustrack: actions.section_before, nexttrack: actions.section_after,
    }
    this.view = new View(template, this.words, actions)
    this.audio = this.view.audio
    this.starting = new Starting(this)
    this.reading = new ReadAlong(this.view, () => !this.audio.paused)
    this.announce = makeAnnouncer(() => this.audio.paused || this.pause(this.words.elsewhere))
    this.tracks = natives.map(native => this.#makeTrack(native))
    this.sections = this.tracks.filter(track => track.part && track.part !== SAY_IT)
    this.#listen()
    goToMoment(this)
  }

  actions = {
    toggle: () => this.audio.paused ? this.start() : this.pause(),
    back: () => this.seek(this.audio.currentTime - STEP),
    forward: () => this.seek(this.audio.currentTime + STEP),
    sentence_before: () => stepSentence(this, -1),
    sentence_after: () => stepSentence(this, 1),
    section_before: () => stepSection(this, -1),
    section_after: () => stepSection(this, 1),
    again: () => {
      this.load(this.now, this.now.place)
      this.start()
    },
    follow: () => this.reading.follow(),
    moment: event => link(this, event),
    stop: () => this.stop(),
  }

  #makeTrack(native) {
    const {part, name, seconds} = native.dataset
    const button = document.createElement('button')
    const track = {part, name, address: native.src, seconds: Number(seconds), place: 0, button}
    button.type = 'button'
    button.textContent = fill(this.words.play_audio, {title: name})
    button.addEventListener('click', () => this.press(track))
    native.replaceWith(button)
    return track
  }

  #listen() {
    const {audio, view} = this
    const listen = (target, names, action) => names.split(' ').forEach(name => target.addEventListener(name, action))
    listen(audio, 'loadedmetadata', () => checkPlace(this))
    listen(audio, 'play pause loadedmetadata timeupdate', () => this.show())
    listen(audio, 'play', () => this.#tick())
    listen(audio, 'playing', () => {
      this.starting.succeed()
      this.#fetchSentences()
    })
    listen(audio, 'ended', () => this.#end())
    listen(audio, 'waiting', () => this.starting.stall())
    listen(audio, 'error', () => this.starting.fail())
    listen(view.panel, 'change', ({target}) => {
      this.#setSpeed()
      this.#fetchSentences()
      keepWish(target).catch(() => {})
    })
    listen(view.slider, 'keydown focus', () => this.show(true))
    listen(view.slider, 'input', () => this.seek(Number(view.slider.value), true))
    listen(this.main, 'click', ({target}) => startAt(this, target))
    listen(window, 'hashchange', () => goToMoment(this))
    listen(window, 'pagehide', () => this.#leave())
    listen(document, 'lectern:exit', () => {
      this.start = () => {}  // a headset's key has no say any more
      this.#leave()
    })
  }

  get length() {
    return this.audio.duration || this.now.seconds || 0
  }

  /** The button of a track: start it, or pause it. */
  press(track) {
    if (track === this.now && !this.audio.paused) return this.pause()
    const wasOpen = this.view.isOpen
    if (track !== this.now) this.load(track, track.place)
    if (track.part !== SAY_IT) this.open()
    this.reading.follow()
    this.start(wasOpen ? this.words.playing : this.words.opened)
  }

  /** Show the player after the button of its track. */
  open() {
    this.view.openAfter(this.now.button)
    this.main.classList.add('heard')
    this.show(true)
  }

  /** Make a track the one that is heard; it makes no sound yet. */
  load(track, place) {
    this.starting.forget()
    this.reading.clear()
    this.now = track
    this.#heard = -1
    this.audio.src = track.address
    this.audio.currentTime = track.place = place
    this.#setSpeed()
    this.show(true)
  }

  /** Play. The message is said when sound begins. */
  start(message = this.words.playing) {
    const {audio, now, view} = this
    if (!audio.src || audio.error) this.load(now, now.place)
    view.offer(view.trouble, false)
    this.announce()
    setSession(this.names, this.keys)
    this.starting.begin(message)
    audio.play().catch(error => error.name === 'NotAllowedError' ? this.starting.refuse() : this.show())
  }

  pause(message = this.words.paused) {
    this.starting.forget()
    this.audio.pause()
    this.say(message)
  }

  /** Stop, close the player, and give the focus back to the button before it. */
  stop() {
    const {panel} = this.view
    this.#leave()
    this.now.place = 0
    this.show()
    this.reading.clear()
    this.main.classList.remove('heard')
    if (panel.contains(document.activeElement)) panel.previousElementSibling.focus()
    this.view.close(() => this.say(this.words.stopped))
  }

  /** Go to a place. Where no sound tells where that is, words do. */
  seek(seconds, isQuiet) {
    const place = Math.max(0, Math.min(seconds, this.length || seconds))
    this.#heard = -1
    this.audio.currentTime = this.now.place = place
    this.show(true)
    if (this.audio.paused && !isQuiet) this.say(this.view.getPlace(place, this.length))
  }

  /** Go to a place in a track, and go on playing if it was playing. */
  go(track, seconds) {
    if (track === this.now) return this.seek(seconds)
    const isPlaying = !this.audio.paused
    this.load(track, seconds)
    if (isPlaying) this.start('')
    else this.say(`${track.name}. ${this.view.getPlace(seconds, this.length)}`)
  }

  /** Say a message, but none about a sound of one word. */
  say(message) {
    if (message && this.now.part !== SAY_IT) this.view.say(message)
  }

  /** Show the state of things: names of buttons, place, light. */
  show(mayMoveSlider) {
    const {audio, now} = this
    if (!now) return
    const isPlaying = !audio.paused
    if (audio.readyState && !audio.error) now.place = audio.currentTime
    this.view.showButtons(this.tracks, now, isPlaying)
    if (now.part !== SAY_IT) this.view.moment.href = getLink(now)
    this.view.showPlace(now.place, this.length, mayMoveSlider === true || !isPlaying)
    this.reading.show(now, now.place)
    setSessionState(isPlaying)
    if (isPlaying && !now.part && now.sentences) this.#pauseBetweenSections()
  }

  #tick() {
    cancelAnimationFrame(this.#frame)
    if (this.audio.paused) return
    this.reading.show(this.now, this.audio.currentTime)
    this.#frame = requestAnimationFrame(() => this.#tick())
  }

  /** A reader who paused meanwhile may be elsewhere on the page: nothing is shown that could scroll it. */
  async #fetchSentences() {
    const {audio: {paused}, now, view} = this
    if (view.read_along.checked || view.pause_after.checked) await this.reading.getSentences(now)
    if (paused === this.audio.paused) this.show()
  }

  #setSpeed() {
    this.audio.defaultPlaybackRate = this.audio.playbackRate = Number(this.view.speed.value)
  }

  /** A section leads on to the next, unless the reader wishes a pause. */
  #end() {
    const {now, sections, view, words} = this
    const next = now.part && sections[sections.indexOf(now) + 1]
    const isLeadingOn = next && now.part !== SAY_IT
    now.place = 0
    if (isLeadingOn) this.load(next, 0)
    else this.show(true)
    if (isLeadingOn && !view.pause_after.checked) this.start('')
    else this.#sayEnd(now.name, next?.name)
  }

  #sayEnd(title, next) {
    this.say(fill(next ? this.words.ended_before : this.words.ended, {title, next}))
  }

  /** The recording of the whole entry pauses before the heading of its next section, if the reader wishes so. */
  #pauseBetweenSections() {
    const {audio, now} = this
    const index = getIndex(now.sentences, now.place)
    const isNext = this.#heard >= 0 && index === this.#heard + 1
    this.#heard = index
    if (!isNext || !this.view.pause_after.checked || !isHeading(now.sentences[index])) return
    this.pause('')
    audio.currentTime = now.place = now.sentences[index].start
    const headings = now.sentences.slice(0, index + 1).filter(isHeading)
    this.#sayEnd(...headings.slice(-2).map(each => getElement(each).textContent))
  }

  /** Silence at once. What still had a sound to play would be on the lock screen, by the title of the page. */
  #leave() {
    this.starting.forget()
    this.audio.pause()
    this.audio.removeAttribute('src')
    this.audio.load()
    setSession(null, this.keys)
  }
}
