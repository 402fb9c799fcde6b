use super::authenticator_data::AuthenticatorData;
use super::*;
use p256::ecdsa::SigningKey;
use p256::ecdsa::signature::Signer;
use proptest::prelude::*;

const ORIGIN: &str = "https://pay.example.com";
const CHALLENGE: &str = "Y2hhbGxlbmdl";
const VERIFIED: u8 = 0b101;

fn relying_party() -> RelyingParty<'static> {
    RelyingParty::of(ORIGIN).unwrap()
}

fn signing_key() -> SigningKey {
    SigningKey::from_slice(&[7; 32]).unwrap()
}

fn client_data(ceremony: Ceremony, challenge: &str, origin: &str) -> Vec<u8> {
    let ceremony = ceremony.as_str();
    format!(r#"{{"type":"{ceremony}","challenge":"{challenge}","origin":"{origin}","crossOrigin":false,"more":{{"a":1}}}}"#).into_bytes()
}

fn authenticator_data(rp_id: &str, flags: u8, sign_count: u32) -> Vec<u8> {
    let mut bytes = Sha256::digest(rp_id.as_bytes()).to_vec();
    bytes.push(flags);
    bytes.extend(sign_count.to_be_bytes());
    bytes
}

fn made(rp_id: &str, flags: u8, credential: &[u8]) -> Vec<u8> {
    let point = signing_key().verifying_key().to_sec1_point(false);
    let mut bytes = authenticator_data(rp_id, flags | 0b100_0000, 0);
    bytes.extend([0; 16]);
    bytes.extend(u16::try_from(credential.len()).unwrap().to_be_bytes());
    bytes.extend(credential);
    bytes.extend([0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 0x20]);
    bytes.extend(point.x().unwrap().as_slice());
    bytes.extend([0x22, 0x58, 0x20]);
    bytes.extend(point.y().unwrap().as_slice());
    bytes
}

fn created() -> Created {
    Created {
        client_data: client_data(Ceremony::Create, CHALLENGE, ORIGIN),
        authenticator_data: made("pay.example.com", VERIFIED, b"credential"),
    }
}

fn signed(authenticator_data: Vec<u8>, client_data: Vec<u8>) -> Assertion {
    let hash = Sha256::digest(&client_data);
    let message = [authenticator_data.as_slice(), &hash].concat();
    let signature: Signature = signing_key().sign(&message);
    Assertion {
        client_data,
        authenticator_data,
        signature: signature.to_der().as_bytes().to_vec(),
    }
}

fn used() -> Assertion {
    signed(
        authenticator_data("pay.example.com", VERIFIED, 9),
        client_data(Ceremony::Get, CHALLENGE, ORIGIN),
    )
}

#[test]
fn a_key_that_was_made_checks_what_it_signs_afterwards() {
    let key = relying_party().created(CHALLENGE, &created()).unwrap();
    assert_eq!(key.credential, b"credential");
    let claim = relying_party().claim(CHALLENGE, used()).unwrap();
    assert_eq!(claim.sign_count, 9);
    assert_eq!(key.public_key.check(&claim), Ok(()));
    let kept = serde_json::to_string(&key.public_key).unwrap();
    let kept: PublicKey = json(&kept);
    assert_eq!(kept.check(&claim), Ok(()));
}

fn json<T: serde::de::DeserializeOwned>(text: &str) -> T {
    shared::json::from_str(text).unwrap()
}

#[test]
fn a_key_for_another_page_challenge_or_ceremony_is_refused() {
    let party = relying_party();
    for (client_data, refused) in [
        (client_data(Ceremony::Get, CHALLENGE, ORIGIN), Refused::Malformed),
        (client_data(Ceremony::Create, "b3RoZXI", ORIGIN), Refused::WrongChallenge),
        (client_data(Ceremony::Create, CHALLENGE, "https://pay.example.org"), Refused::WrongOrigin),
        (client_data(Ceremony::Create, CHALLENGE, "http://pay.example.com"), Refused::WrongOrigin),
        (br#"{"type":"webauthn.create","challenge":"Y2hhbGxlbmdl","origin":"https://pay.example.com","crossOrigin":true}"#.to_vec(), Refused::WrongOrigin),
        (b"{}".to_vec(), Refused::Malformed),
    ] {
        let made = Created { client_data, ..created() };
        assert_eq!(party.created(CHALLENGE, &made), Err(refused));
    }
    for (authenticator_data, refused) in [
        (
            made("pay.example.org", VERIFIED, b"credential"),
            Refused::WrongOrigin,
        ),
        (
            made("pay.example.com", 0b001, b"credential"),
            Refused::NotVerified,
        ),
        (
            made("pay.example.com", 0b100, b"credential"),
            Refused::NotVerified,
        ),
        (made("pay.example.com", VERIFIED, b""), Refused::Malformed),
        (
            authenticator_data("pay.example.com", VERIFIED, 0),
            Refused::Malformed,
        ),
    ] {
        let made = Created {
            authenticator_data,
            ..created()
        };
        assert_eq!(party.created(CHALLENGE, &made), Err(refused));
    }
}

#[test]
fn a_key_of_another_kind_or_off_the_curve_is_refused() {
    let good = created().authenticator_data;
    let key_at = good.len() - 77;
    for (place, byte) in [(key_at + 4, 0x27), (key_at + 6, 2), (good.len() - 1, 0)] {
        let mut bytes = good.clone();
        bytes[place] = byte;
        let made = Created {
            authenticator_data: bytes,
            ..created()
        };
        let refused = relying_party().created(CHALLENGE, &made);
        assert_eq!(refused, Err(Refused::UnsupportedKey), "{place}");
    }
}

#[test]
fn what_was_signed_elsewhere_or_without_the_user_is_refused() {
    let party = relying_party();
    let mine = || authenticator_data("pay.example.com", VERIFIED, 1);
    let asked = |origin| client_data(Ceremony::Get, CHALLENGE, origin);
    for (assertion, refused) in [
        (
            signed(mine(), asked("https://evil.example")),
            Refused::WrongOrigin,
        ),
        (
            signed(
                authenticator_data("evil.example", VERIFIED, 1),
                asked(ORIGIN),
            ),
            Refused::WrongOrigin,
        ),
        (
            signed(authenticator_data("pay.example.com", 1, 1), asked(ORIGIN)),
            Refused::NotVerified,
        ),
        (
            signed(mine(), client_data(Ceremony::Create, CHALLENGE, ORIGIN)),
            Refused::Malformed,
        ),
        (
            signed(mine(), client_data(Ceremony::Get, "b3RoZXI", ORIGIN)),
            Refused::WrongChallenge,
        ),
    ] {
        assert_eq!(party.claim(CHALLENGE, assertion), Err(refused));
    }
}

#[test]
fn passkeys_are_for_names_alone() {
    for (origin, id) in [
        ("https://pay.example.com", Some("pay.example.com")),
        ("http://localhost:8787", Some("localhost")),
        ("http://127.0.0.1:8787", None),
        ("https://127.0.0.1", None),
        ("https://[::1]:8787", None),
        ("https://[2001:db8::a]", None),
        ("pay.example.com", None),
    ] {
        let id_of = RelyingParty::of(origin).map(|party| party.id);
        assert_eq!(id_of, id, "{origin}");
    }
}

proptest! {
    #[test]
    fn nothing_that_was_changed_after_it_was_signed_is_believed(place in any::<prop::sample::Index>(), bit in 0u8..8) {
        let key = relying_party().created(CHALLENGE, &created()).unwrap().public_key;
        let mut changed = used();
        let lengths = [changed.client_data.len(), changed.authenticator_data.len(), changed.signature.len()];
        let at = place.index(lengths.iter().sum());
        let parts = [&mut changed.client_data, &mut changed.authenticator_data, &mut changed.signature];
        let byte = parts.into_iter().flatten().nth(at).unwrap();
        *byte ^= 1 << bit;
        let believed = relying_party().claim(CHALLENGE, changed).and_then(|claim| key.check(&claim));
        prop_assert!(believed.is_err());
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = AuthenticatorData::read(&bytes);
        let _ = challenge_in(&bytes);
    }
}
