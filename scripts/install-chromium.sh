#!/usr/bin/env bash
# Installs Debian's Chromium for the tests that run in a page, where it is missing and can be installed.
set -eu
if command -v chromium >/dev/null 2>&1; then exit 0; fi
command -v apt-get >/dev/null 2>&1 || { echo "No apt-get here; install Chromium by hand."; exit 1; }
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium
