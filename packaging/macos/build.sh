#!/usr/bin/env bash
# Builds the macOS application and its disk image and, where an identity is named, signs both and has them notarized.
# Run in the root of the repository on macOS 13 or newer, with Python 3.11 to 3.14:
#
#     packaging/macos/build.sh ["Developer ID Application: NAME (TEAM)" KEYCHAIN_PROFILE]
#
# The profile was made once by `xcrun notarytool store-credentials`.
set -euo pipefail
identity=${1:-}
profile=${2:-}
here=$(cd "$(dirname "$0")" && pwd)
build=${FAIRWATCH_BUILD:-build/package}
version=$(python3 -c "import tomllib; print(tomllib.load(open('pyproject.toml', 'rb'))['project']['version'])")
application="$build/frozen/Fairwatch.app"
image="$build/out/fairwatch-$version.dmg"

python3 packaging/build.py freeze

if [[ -n $identity ]]; then
    # Inner parts first: a signature covers what lies within at the time of signing.
    find "$application/Contents" -type f \( -name "*.dylib" -o -name "*.so" -o -perm -u+x \) -print0 \
        | xargs -0 codesign --force --timestamp --options runtime --sign "$identity"
    codesign --force --timestamp --options runtime --entitlements "$here/entitlements.plist" --sign "$identity" "$application"
    codesign --verify --deep --strict "$application"
else
    echo "Not signed: macOS opens it on this computer only"
fi

rm -f "$image"
hdiutil create -volname "Fairwatch $version" -srcfolder "$application" -format UDZO -ov "$image"
if [[ -n $identity && -n $profile ]]; then
    codesign --timestamp --sign "$identity" "$image"
    xcrun notarytool submit "$image" --keychain-profile "$profile" --wait
    xcrun stapler staple "$image"
    spctl --assess --type open --context context:primary-signature "$image"
fi
(cd "$build/out" && shasum -a 256 ./*.dmg ./*.cdx.json > SHA256SUMS)
