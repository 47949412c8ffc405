// The lock screen, and other tabs of this site.

const media = navigator.mediaSession

/** Show neutral words on the lock screen, and obey its keys; or leave nothing there. */
export function setSession(names, keys) {
  if (!media) return
  media.metadata = names && new MediaMetadata(names)
  for (const name in keys) {
    try {
      media.setActionHandler(name, names && keys[name])
    } catch {
      // A browser that does not know the key has no such key.
    }
  }
}

export function setSessionState(isPlaying) {
  if (media?.metadata) media.playbackState = isPlaying ? 'playing' : 'paused'
}

/** A way to tell other tabs that audio starts here; they call `hush`. Nothing is stored. */
export function makeAnnouncer(hush) {
  const channel = new BroadcastChannel('audio')
  channel.onmessage = hush
  return () => channel.postMessage('')
}
