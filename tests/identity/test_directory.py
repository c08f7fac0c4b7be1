"""Sign-in by a directory, against a real one that the test starts on loopback."""

import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from support.accounts import NAMES, Clock, add_accounts, as_role, with_quick_passwords
from support.sites import small_site

from scheduler.api import Desk, Role, SignInError, SignInRules, sign_in
from scheduler.identity.directory import DirectoryError, directory_of, knows

SLAPD = shutil.which("slapd", path="/usr/sbin:/usr/local/sbin:/usr/lib/openldap:/usr/bin")
PASSWORD = "four lanterns in fog"
ENTRY = "uid={name},ou=people,dc=jail,dc=test"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("http://x|uid={name}", "ldaps"),
        ("ldaps://", "ldaps"),
        ("ldaps://host:port|uid={name}", "ldaps"),
        ("ldaps://host|uid=fixed", "name"),
        ("ldaps://host", "name"),
    ],
)
def test_a_setting_that_says_nothing_is_refused(text: str, why: str) -> None:
    with pytest.raises(DirectoryError, match=why):
        directory_of(text)


def test_what_a_setting_says() -> None:
    found = directory_of("ldap://ldap.example.org | uid={name},dc=site | /etc/own.pem")
    assert (found.host, found.port, found.is_tls_at_once) == ("ldap.example.org", 389, False)
    assert (found.entry, found.trusted) == ("uid={name},dc=site", Path("/etc/own.pem"))
    assert directory_of("ldaps://h|uid={name}").port == 636


def test_without_a_directory_nobody_is_known() -> None:
    with pytest.raises(DirectoryError, match="none is set"):
        knows("", "jroe", PASSWORD)


def test_a_directory_that_does_not_answer_lets_nobody_in() -> None:
    pytest.importorskip("ldap3")
    with pytest.raises(DirectoryError, match="does not answer"):
        knows(f"ldaps://127.0.0.1:{_free_port()}|{ENTRY}", "jroe", PASSWORD)


class Slapd:
    """A directory of two people, with a certificate that nobody but this test trusts."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.plain, self.secure = folder, _free_port(), _free_port()
        self.authority = folder / "ca.pem"
        _make_certificates(folder)
        (folder / "data").mkdir()
        schema = next(
            (p for p in map(Path, ("/etc/ldap/schema", "/etc/openldap/schema")) if (p / "core.schema").exists()), None
        )
        module = next(iter(Path("/usr/lib").glob("**/back_mdb.la")), None) or next(
            iter(Path("/usr/lib").glob("**/back_mdb*.so*")), None
        )
        if schema is None:
            pytest.skip("slapd has no schema files here")
        lines = [f"include {schema}/core.schema", f"include {schema}/cosine.schema"]
        lines += [f"include {schema}/inetorgperson.schema"]
        lines += [f"modulepath {module.parent}", "moduleload back_mdb"] if module is not None else []
        lines += [
            f"TLSCACertificateFile {self.authority}",
            f"TLSCertificateFile {folder / 'server.pem'}",
            f"TLSCertificateKeyFile {folder / 'server.key'}",
            f"pidfile {folder / 'slapd.pid'}",
            "security simple_bind=128",
            "database mdb",
            'suffix "dc=jail,dc=test"',
            f"directory {folder / 'data'}",
            "maxsize 1048576",
        ]
        (folder / "slapd.conf").write_text("\n".join(lines) + "\n")
        people = "".join(
            f"\ndn: uid={name},ou=people,dc=jail,dc=test\nobjectClass: inetOrgPerson\nuid: {name}\ncn: {name}\n"
            f"sn: {name}\nuserPassword: {secret}\n"
            for name, secret in (("jroe", PASSWORD), ("asmith", "another one entirely"))
        )
        (folder / "people.ldif").write_text(
            "dn: dc=jail,dc=test\nobjectClass: dcObject\nobjectClass: organization\no: Jail\ndc: jail\n\n"
            "dn: ou=people,dc=jail,dc=test\nobjectClass: organizationalUnit\nou: people\n" + people
        )
        add = [str(SLAPD), "-T", "add", "-f", str(folder / "slapd.conf"), "-l", str(folder / "people.ldif")]
        subprocess.run(add, check=True, capture_output=True, timeout=60)
        self.process = subprocess.Popen(
            [
                *(str(SLAPD), "-d", "0", "-f", str(folder / "slapd.conf")),
                *("-h", f"ldap://127.0.0.1:{self.plain} ldaps://127.0.0.1:{self.secure}"),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._wait()

    def _wait(self) -> None:
        for _ in range(200):
            if self.process.poll() is not None:
                pytest.skip("slapd does not start here")
            with socket.socket() as probe:
                probe.settimeout(1)
                if probe.connect_ex(("127.0.0.1", self.secure)) == 0:
                    return
            time.sleep(0.05)
        pytest.skip("slapd does not answer here")

    def setting(self, scheme: str = "ldaps", authority: Path | None = None) -> str:
        port = self.secure if scheme == "ldaps" else self.plain
        return f"{scheme}://127.0.0.1:{port}|{ENTRY}|{authority or self.authority}"

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)


@pytest.fixture(scope="module")
def slapd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Slapd]:
    pytest.importorskip("ldap3", reason="the extra `directory` is not installed")
    if SLAPD is None:
        pytest.skip("no slapd on this computer (Debian: slapd)")
    server = Slapd(tmp_path_factory.mktemp("slapd"))
    yield server
    server.stop()


@pytest.mark.parametrize("scheme", ["ldaps", "ldap"])
def test_the_directory_says_whose_password_it_is(slapd: Slapd, scheme: str) -> None:
    setting = slapd.setting(scheme)
    assert knows(setting, "jroe", PASSWORD)
    for name, secret in (("jroe", "wrong"), ("asmith", PASSWORD), ("nobody", PASSWORD), ("jroe", "")):
        assert not knows(setting, name, secret)


def test_a_name_is_a_name_and_no_part_of_an_entry(slapd: Slapd) -> None:
    for name in ("jroe,ou=people", "jroe+uid=asmith", "*", "jroe)(uid=*", "\\", ""):
        assert not knows(slapd.setting(), name, PASSWORD)


@pytest.mark.parametrize("scheme", ["ldaps", "ldap"])
def test_a_directory_that_cannot_prove_who_it_is_gets_no_password(slapd: Slapd, tmp_path: Path, scheme: str) -> None:
    _make_certificates(tmp_path)
    for authority in (tmp_path / "ca.pem", tmp_path / "missing.pem"):
        with pytest.raises(DirectoryError, match="prove who it is"):
            knows(slapd.setting(scheme, authority), "jroe", PASSWORD)
    other_name = slapd.setting(scheme).replace("127.0.0.1", "localhost")
    with pytest.raises(DirectoryError, match="prove who it is"):
        knows(other_name, "jroe", PASSWORD)


def test_an_account_of_the_directory_signs_in(slapd: Slapd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_quick_passwords(monkeypatch)
    url, clock = str(tmp_path / "f.db"), Clock()
    with Desk.open(url, actor="setup", now=clock) as desk:
        desk.import_site(small_site(), "test")
        add_accounts(desk)
    with as_role(url, Role.ADMIN) as admin:
        admin.accounts.set_rules(SignInRules(directory=slapd.setting()))
        assert admin.accounts.add("jroe", [Role.COMMANDER], is_directory=True) == ""
        with sign_in(url, "JRoe", PASSWORD, now=clock) as desk:
            assert desk.session.roles == {Role.COMMANDER}
            desk.confirm(PASSWORD)
            desk.unlock(PASSWORD)
            with pytest.raises(SignInError, match="directory"):
                desk.myself.change_password(PASSWORD, "three lamps under oaks")
        for _ in range(5):
            with pytest.raises(SignInError):
                sign_in(url, "jroe", "wrong", now=clock)
        with pytest.raises(SignInError):  # locked here, whatever the directory says
            sign_in(url, "jroe", PASSWORD, now=clock)
        text = " ".join(f"{row.actor} {row.subjects}" for row in admin.audit(500))
        assert PASSWORD not in text
    assert PASSWORD.encode() not in Path(url).read_bytes()
    assert NAMES[Role.ADMIN] in text


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _make_certificates(folder: Path) -> None:
    """Write `ca.pem`, and `server.pem` with `server.key`, signed by it for 127.0.0.1 only."""
    now = datetime.now(UTC)  # TLS reads the computer's clock
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(2)]
    names = [x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)]) for text in ("Test CA", "127.0.0.1")]
    for number, file in enumerate(("ca.pem", "server.pem")):
        made = (
            x509.CertificateBuilder()
            .subject_name(names[number])
            .issuer_name(names[0])
            .public_key(keys[number].public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=2))
            .add_extension(x509.BasicConstraints(ca=number == 0, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
            .sign(keys[0], hashes.SHA256())
        )
        (folder / file).write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "server.key").write_bytes(
        keys[1].private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    assert ssl.create_default_context(cafile=str(folder / "ca.pem"))
