#!/bin/sh
# Installs what the peer tests need: real browsers (Debian's Chromium and Firefox) and their drivers for Python, a sound
# server (pulseaudio), a screen reader (Orca) with a desktop for it, the checkers of HTML and of accessibility
# (html-validate, vnu, axe-core), a speech recogniser that brings its own model, Piper, and onnx, with which tests build
# a voice for it, a SIP client, strace and a C compiler, an object store (OpenStack Swift) and a mock of one, and an
# Asterisk that is unpacked into a cache and not installed. Needs root on Debian.
set -eu
here=$(dirname "$0")
if ! command -v chromium >/dev/null 2>&1; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
fi
# Firefox plays nothing where there is no sound device; pulseaudio has one that nobody hears.
if ! command -v firefox-esr >/dev/null 2>&1 || ! command -v pulseaudio >/dev/null 2>&1; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends firefox-esr pulseaudio >/dev/null
fi
# vnu is Java. Its package brings the program; the script that would fetch a Java of its own is not run.
if ! command -v java >/dev/null 2>&1 || ! command -v npm >/dev/null 2>&1; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends default-jre-headless nodejs npm >/dev/null
fi
for program in Xvfb dbus-daemon openbox /usr/libexec/at-spi-bus-launcher gsettings pulseaudio orca firefox-esr xdotool; do
    if ! command -v "$program" >/dev/null 2>&1; then
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends xvfb dbus-daemon dbus-x11 openbox \
            at-spi2-core libglib2.0-bin dconf-gsettings-backend pulseaudio orca gir1.2-wnck-3.0 firefox-esr xdotool \
            fonts-dejavu-core >/dev/null
        break
    fi
done
# Brokers, and an object store (OpenStack Swift). Debian would start them; the tests start their own, on free ports and
# in folders of their own.
for program in redis-server rabbitmq-server swift-proxy-server memcached; do
    if ! command -v "$program" >/dev/null 2>&1; then
        apt-get update -qq
        policy=/usr/sbin/policy-rc.d
        test -e "$policy" || { printf '#!/bin/sh\nexit 101\n' >"$policy"; chmod +x "$policy"; ours=yes; }
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends rabbitmq-server redis-server \
            swift-proxy swift-account swift-container swift-object memcached >/dev/null
        test -z "${ours:-}" || rm "$policy"
        break
    fi
done
# nginx before our server, and what reads services of systemd. No server of Debian's is started.
for program in nginx systemd-analyze; do
    if ! PATH="$PATH:/usr/sbin" command -v "$program" >/dev/null 2>&1; then
        apt-get update -qq
        policy=/usr/sbin/policy-rc.d
        test -e "$policy" || { printf '#!/bin/sh\nexit 101\n' >"$policy"; chmod +x "$policy"; ours=yes; }
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nginx-light systemd >/dev/null
        test -z "${ours:-}" || rm -f "$policy"
        break
    fi
done
# What gives a program errors of the disk, and what compiles a clock of its own for it.
if ! command -v strace >/dev/null 2>&1 || ! command -v cc >/dev/null 2>&1; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends strace gcc libc6-dev >/dev/null
fi
npm ci --prefix "$here" --ignore-scripts --no-audit --no-fund --loglevel=error
.venv/bin/python -m pip install --quiet --disable-pip-version-check -r "$here/requirements.txt" -r requirements-piper.txt \
    -r requirements-machines.txt
# Debian 12 has no Asterisk of its own.
if ! command -v mmdebstrap >/dev/null 2>&1; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends mmdebstrap >/dev/null
fi
sh "$here/asterisk_root.sh" "${XDG_CACHE_HOME:-$HOME/.cache}/lectern/asterisk"
