# Builds and, where a certificate is named, signs the Windows installer. Run in the root of the repository:
#
#     packaging\windows\build.ps1 [-Thumbprint SHA1] [-Timestamp URL]
#
# Needs Python 3.11 to 3.14 and NSIS (makensis). The certificate lies in the certificate store or on its token;
# Timestamp is the time stamp server of whoever issued it.
param([string]$Thumbprint, [string]$Timestamp)
$ErrorActionPreference = "Stop"

function Run($program) {
    & $program @args
    if ($LASTEXITCODE -ne 0) { throw "$program ended with $LASTEXITCODE" }
}

function Sign($file) {
    if (-not $Thumbprint) { Write-Host "Not signed: $file"; return }
    Run signtool sign /sha1 $Thumbprint /fd SHA256 /tr $Timestamp /td SHA256 $file
    Run signtool verify /pa $file
}

$version = python -c "import tomllib; print(tomllib.load(open('pyproject.toml', 'rb'))['project']['version'])"
$build = if ($env:FAIRWATCH_BUILD) { $env:FAIRWATCH_BUILD } else { "build\package" }
Run python packaging\build.py freeze
Sign "$build\frozen\fairwatch\fairwatch.exe"
$target = (Join-Path (Resolve-Path "$build\out") "fairwatch-$version.exe")
$frozen = (Resolve-Path "$build\frozen\fairwatch")
$icon = (Resolve-Path "$build\fairwatch.ico")
Run makensis /V2 "/DVERSION=$version" "/DFROZEN=$frozen" "/DICON=$icon" "/DTARGET=$target" packaging\windows\fairwatch.nsi
Sign $target
(Get-FileHash -Algorithm SHA256 $target).Hash.ToLower() + "  fairwatch-$version.exe" | Out-File -Encoding ascii "$build\out\SHA256SUMS"
