// The player as it is seen, and as a screen reader hears it: its panel, and one live region.

import {fill, getDuration} from './words.js'

const CLOSING = 200  // milliseconds; Orca does not tell of the focus if they are 0
const SAID = 5000  // milliseconds after which words that were said are not found again by a screen reader

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text
}

export class View {
  #close = 0
  #forget = 0

  /** Parts have the names of their `data-is`; so have the actions of buttons. */
  constructor(template, words, actions) {
    this.words = words
    this.panel = template.content.firstElementChild.cloneNode(true)
    this.audio = document.createElement('audio')
    this.audio.preload = 'none'
    this.region = document.querySelector('[aria-live]')  // the page's own: one for all that is told
    template.after(this.audio)
    for (const part of this.panel.querySelectorAll('[data-is]')) this[part.dataset.is] = part
    this.panel.addEventListener('click', event => actions[event.target.dataset.is]?.(event))
    const wished = document.documentElement.dataset
    if (wished.speed) this.speed.value = wished.speed
    this.pause_after.checked = wished.pause === 'on'
    this.read_along.checked = wished.highlight !== 'off'
  }

  get isOpen() {
    return this.panel.isConnected && !this.#close
  }

  openAfter(button) {
    clearTimeout(this.#close)
    this.#close = 0
    if (this.panel.previousElementSibling !== button) button.after(this.panel)
  }

  /** Take the panel away once a screen reader has told of the focus that left it, and only then say so. */
  close(tell) {
    this.#close = setTimeout(() => {
      this.panel.remove()
      this.#close = 0
      tell()
    }, CLOSING)
  }

  /** Say a message once, and show it. */
  say(text) {
    this.message.textContent = this.region.textContent = text
    clearTimeout(this.#forget)
    this.#forget = setTimeout(() => { this.region.textContent = '' }, SAID)
  }

  /** Show or hide "Try again" or "Follow"; the focus does not fall away with it. */
  offer(element, isOffered) {
    if (!isOffered && element.contains(document.activeElement)) this.toggle.focus({preventScroll: true})
    element.hidden = !isOffered
  }

  getPlace(seconds, length) {
    const place = getDuration(seconds, this.words)
    return length ? fill(this.words.place_of, {place, length: getDuration(length, this.words)}) : place
  }

  /** Show the place. A slider that has the keyboard's focus rests while it plays, or screen readers would talk over it. */
  showPlace(seconds, length, mayMoveSlider) {
    this.time.textContent = this.getPlace(seconds, length)
    if (!mayMoveSlider && this.slider.matches(':focus-visible')) return
    if (this.slider.ariaValueText === this.time.textContent) return  // what is set again is said again
    this.slider.max = Math.max(1, Math.round(length))
    this.slider.value = Math.round(seconds)
    this.slider.ariaValueText = this.time.textContent
  }

  /** Show what each button would do now. */
  showButtons(tracks, now, isPlaying) {
    const {words} = this
    setText(this.name, now.name)
    setText(this.toggle, isPlaying ? words.pause : words.play)
    for (const track of tracks) {
      const text = isPlaying && track === now ? words.pause_audio : words.play_audio
      setText(track.button, fill(text, {title: track.name}))
    }
  }
}
