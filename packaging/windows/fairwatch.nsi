; Windows installer, made of the folder that `packaging/build.py freeze` leaves:
;
;     makensis /DVERSION=0.1.0 /DFROZEN=...\frozen\fairwatch /DICON=...\fairwatch.ico /DTARGET=fairwatch-0.1.0.exe packaging\windows\fairwatch.nsi
;
; Unattended: fairwatch-0.1.0.exe /S [/DATABASE=ADDRESS] [/D=C:\Folder]
; /DATABASE writes the machine's policy, which the console opens at each start; an address never holds a password.

Unicode true
ManifestDPIAware true
RequestExecutionLevel admin
SetCompressor /SOLID lzma
!include FileFunc.nsh
!include LogicLib.nsh
!include x64.nsh

!define ABOUT "Software\Microsoft\Windows\CurrentVersion\Uninstall\Fairwatch"
!define POLICY "SOFTWARE\Policies\Fairwatch"

Name "Fairwatch"
OutFile "${TARGET}"
InstallDir "$PROGRAMFILES64\Fairwatch"
InstallDirRegKey HKLM "${ABOUT}" "InstallLocation"
Icon "${ICON}"
UninstallIcon "${ICON}"
BrandingText "Fairwatch ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "Fairwatch"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "Fairwatch builds, checks and explains jail rosters"
VIAddVersionKey "LegalCopyright" "Apache License 2.0"

Page directory
Page instfiles
UninstPage uninstConfirm
UninstPage instfiles

Function .onInit
    SetRegView 64
    ${IfNot} ${RunningX64}
        MessageBox MB_OK|MB_ICONSTOP "Fairwatch needs Windows for 64-bit processors." /SD IDOK
        SetErrorLevel 2
        Quit
    ${EndIf}
FunctionEnd

Function un.onInit
    SetRegView 64
FunctionEnd

Section
    SetShellVarContext all
    ; What an older version left behind would be loaded with the new one.
    RMDir /r "$INSTDIR\_internal"
    SetOutPath "$INSTDIR"
    File /r "${FROZEN}\*"
    File "/oname=fairwatch.ico" "${ICON}"
    WriteUninstaller "$INSTDIR\uninstall.exe"
    CreateShortcut "$SMPROGRAMS\Fairwatch.lnk" "$INSTDIR\fairwatch.exe" "" "$INSTDIR\fairwatch.ico"
    ; `fairwatch` in a terminal and in Start, Run.
    WriteRegStr HKLM "Software\Microsoft\Windows\CurrentVersion\App Paths\fairwatch.exe" "" "$INSTDIR\fairwatch.exe"
    WriteRegStr HKLM "${ABOUT}" "DisplayName" "Fairwatch"
    WriteRegStr HKLM "${ABOUT}" "DisplayVersion" "${VERSION}"
    WriteRegStr HKLM "${ABOUT}" "DisplayIcon" "$INSTDIR\fairwatch.ico"
    WriteRegStr HKLM "${ABOUT}" "Publisher" "The Fairwatch authors"
    WriteRegStr HKLM "${ABOUT}" "InstallLocation" "$INSTDIR"
    WriteRegStr HKLM "${ABOUT}" "UninstallString" '"$INSTDIR\uninstall.exe"'
    WriteRegStr HKLM "${ABOUT}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
    WriteRegDWORD HKLM "${ABOUT}" "NoModify" 1
    WriteRegDWORD HKLM "${ABOUT}" "NoRepair" 1
    ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
    WriteRegDWORD HKLM "${ABOUT}" "EstimatedSize" $0
    ${GetParameters} $0
    ClearErrors
    ${GetOptions} $0 "/DATABASE=" $1
    ${IfNot} ${Errors}
        WriteRegStr HKLM "${POLICY}" "Database" $1
    ${EndIf}
SectionEnd

; The policy stays: a group policy may own it. So do databases, which lie with their users.
Section "Uninstall"
    SetShellVarContext all
    RMDir /r "$INSTDIR\_internal"
    Delete "$INSTDIR\fairwatch.exe"
    Delete "$INSTDIR\fairwatch.ico"
    Delete "$INSTDIR\uninstall.exe"
    RMDir "$INSTDIR"
    Delete "$SMPROGRAMS\Fairwatch.lnk"
    DeleteRegKey HKLM "Software\Microsoft\Windows\CurrentVersion\App Paths\fairwatch.exe"
    DeleteRegKey HKLM "${ABOUT}"
SectionEnd
