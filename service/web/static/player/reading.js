// Read-along: lights what is heard, and keeps it in view until the reader scrolls.

import {clear, light} from './highlight.js'
import {fetchMarks, getIndex} from './marks.js'

/** The element of a sentence, if there is one. */
export const getElement = sentence => document.getElementById(sentence?.id)

/** How many pixels at the top of the window lie under the bar of the exit. */
const getCovered = () => document.querySelector('.exit').getBoundingClientRect().bottom

export class ReadAlong {
  #isFollowing = true
  #scrolledTo  // where the page was put by us
  #sentence
  #word

  constructor(view, isPlaying) {
    this.view = view
    addEventListener('scroll', () => {
      if (!this.#sentence || !isPlaying() || scrollY === this.#scrolledTo) return
      this.#isFollowing = false
      view.offer(view.follow, true)
    }, {passive: true})
  }

  /** The sentences of a track, fetched once; null if they cannot be had now. */
  async getSentences(track) {
    return track.sentences ??= await fetchMarks(track.address)
  }

  /** Light what is heard at a place, if the reader wishes it and its sentences are there. */
  show({sentences}, seconds) {
    const {isOpen, read_along: wish} = this.view
    const sentence = isOpen && wish.checked && sentences?.[getIndex(sentences, seconds)]
    const element = getElement(sentence)
    if (!element) return this.clear()
    const word = seconds < sentence.end && sentence.words[getIndex(sentence.words, seconds)]
    const isNew = sentence !== this.#sentence
    if (!isNew && word === this.#word) return
    this.#sentence = sentence
    this.#word = word
    light(element, word)
    if (isNew) this.#scroll()
  }

  clear() {
    this.#sentence = null
    clear()
  }

  /** Keep what is heard in view again. */
  follow() {
    this.#isFollowing = true
    this.view.offer(this.view.follow, false)
    this.#scroll()
  }

  /** Bring the sentence into view, at once and without a glide. The focus stays where it is. */
  #scroll() {
    const element = this.#isFollowing && getElement(this.#sentence)
    if (!element) return
    const {top, bottom, height} = element.getBoundingClientRect()
    if (top >= getCovered() && bottom <= innerHeight) return
    element.scrollIntoView({block: height > innerHeight / 2 ? 'start' : 'center'})
    this.#scrolledTo = scrollY
  }
}
