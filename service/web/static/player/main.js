// Puts one button in the place of each audio element of the page. Without this script the browser's own players stay.

import {Player} from './player.js'

const template = document.getElementById('player')
const natives = [...document.querySelectorAll('audio[data-part]')]
// A slow script must not cut off what the reader has started meanwhile.
if (template && natives.every(sound => sound.paused)) new Player(template, natives)
