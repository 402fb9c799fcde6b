use super::authenticator::{Authenticator, VERIFIED, authenticator_data, client_data};
use super::authenticator_data::AuthenticatorData;
use super::*;
use proptest::prelude::*;

const ORIGIN: &str = "https://pay.example.com";
const CHALLENGE: &str = "Y2hhbGxlbmdl";
/// Of an RSA key that OpenSSL has made.
const RSA_MODULUS: &str = concat!(
    "syPxG_aC1GkAJgHqJ-2-7e77V3fU3Uri7PkM-E2glG6cGk1K742msCLS354S_FZLOucjAw09-S9jHzlT74-",
    "RhsABUmAbENPdCP33X-yJu-BcELb-5NyM2TdAT9CQGePUmJMqd4HAN32nPOu-Iii6OPFUD4HfqEAcaVWjQaR4nOp",
    "XqwborrkeFKb9ShjO8TQzk7amvv9FuKnZmAUvqx_BNrIxQ-",
    "1Z5B2AgAEsHkiCPa3eHZyKj9mPFqeTy8nYg_226Np6zpKrQfbG97LoQDeeD2p41-",
    "Ud5azDzVO6gNX1pejBeXEj5X9EFy6YNzuSrOpgE70JK4afSY78Wcf3rpf5PQ",
);
/// What OpenSSL signs with it (`openssl dgst -sha256 -sign`) of [`used`]'s message.
const RSA_SIGNATURE: &str = concat!(
    "FHRJ5KUzwDgYuXqUdZ1rw2WRYaCN-mduT6XayircsDYOJhRpwJFK7kNyiahh75FZiiPfIiD9fCVjvWGeZ2VDul7_",
    "KPi5XiVIskOouOeA9rQ4ascC53Z5-",
    "Wl8LpL9C_lTzTO9Qeigk13nalLerhZC3WE8iUUAjfY9GytUVkLXK0HfMkjYbgBg_kx0yuV-SorCvrJm-IUh0zwWS",
    "Idxo1VBJCLJ0AspR9k4KsvvVljGxWC7Mx6uasBM2wLvBeSfbAHONDItcxVeULDaFnDA6TNXPO8CN6zgaEsy4d1Ob",
    "wHLmzWvTkpZNNTCWMoPEbGSmBKiQ6roJ7DvmGYD2BK7K5gV4w",
);

fn relying_party() -> RelyingParty<'static> {
    RelyingParty::of(ORIGIN).unwrap()
}

fn authenticator() -> Authenticator {
    Authenticator::of(&[7; 32])
}

fn made(rp_id: &str, flags: u8, credential: &[u8]) -> Vec<u8> {
    authenticator().with_key(credential, authenticator_data(rp_id, flags, 0))
}

fn created() -> Created {
    Created {
        client_data: client_data(Ceremony::Create, CHALLENGE, ORIGIN),
        authenticator_data: made("pay.example.com", VERIFIED, b"credential"),
    }
}

fn signed(authenticator_data: Vec<u8>, client_data: Vec<u8>) -> Assertion {
    authenticator().signs(authenticator_data, client_data)
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
        let _ = super::client_data::challenge_in(&bytes);
    }
}

fn rsa_modulus() -> Vec<u8> {
    as_base64url::decode(RSA_MODULUS).unwrap()
}

/// What an authenticator makes that has RSA alone.
fn made_with_rsa(modulus: &[u8], exponent: [u8; 3]) -> Created {
    let mut bytes = authenticator_data("pay.example.com", VERIFIED | 0b100_0000, 0);
    bytes.extend([0; 16]);
    bytes.extend([0, 10]);
    bytes.extend(b"credential");
    bytes.extend([0xa4, 1, 3, 3, 0x39, 1, 0, 0x20, 0x59]);
    bytes.extend(u16::try_from(modulus.len()).unwrap().to_be_bytes());
    bytes.extend(modulus);
    bytes.extend([0x21, 0x43]);
    bytes.extend(exponent);
    Created {
        authenticator_data: bytes,
        ..created()
    }
}

fn signed_with_rsa() -> Claim {
    let assertion = Assertion {
        signature: as_base64url::decode(RSA_SIGNATURE).unwrap(),
        ..used()
    };
    relying_party().claim(CHALLENGE, assertion).unwrap()
}

#[test]
fn an_rsa_key_checks_what_another_program_signs_with_it() {
    let made = made_with_rsa(&rsa_modulus(), [1, 0, 1]);
    let key = relying_party().created(CHALLENGE, &made).unwrap();
    assert_eq!(key.credential, b"credential");
    assert_eq!(key.public_key.check(&signed_with_rsa()), Ok(()));
    let kept = serde_json::to_string(&key.public_key).unwrap();
    let kept: PublicKey = json(&kept);
    assert_eq!(kept.check(&signed_with_rsa()), Ok(()));
    let claim = relying_party().claim(CHALLENGE, used()).unwrap();
    assert_eq!(kept.check(&claim), Err(Refused::WrongSignature));
}

#[test]
fn rsa_keys_of_another_length_exponent_or_kind_are_refused() {
    let whole = rsa_modulus();
    let mut even = whole.clone();
    even[255] &= 0xfe;
    let mut short = whole.clone();
    short[0] &= 0x7f;
    for (modulus, exponent) in [
        (&whole[1..], [1, 0, 1]),
        (&[whole.clone(), vec![1]].concat()[..], [1, 0, 1]),
        (&whole[..], [0, 0, 3]),
        (&even[..], [1, 0, 1]),
        (&short[..], [1, 0, 1]),
    ] {
        let made = made_with_rsa(modulus, exponent);
        let refused = relying_party().created(CHALLENGE, &made);
        assert_eq!(refused, Err(Refused::UnsupportedKey));
    }
}

proptest! {
    #[test]
    fn no_bit_of_what_rsa_signed_can_be_turned(byte in 0_usize..256, bit in 0_u8..8, of_message: bool) {
        let key = PublicKey(rsa_modulus());
        let mut claim = signed_with_rsa();
        let bytes = if of_message { &mut claim.message } else { &mut claim.signature };
        let at = byte % bytes.len();
        bytes[at] ^= 1 << bit;
        prop_assert_eq!(key.check(&claim), Err(Refused::WrongSignature));
    }

    #[test]
    fn any_bytes_as_an_rsa_key_or_signature_are_read_or_refused(
        modulus in proptest::collection::vec(any::<u8>(), 256),
        signature in proptest::collection::vec(any::<u8>(), 0..300),
    ) {
        let mut claim = signed_with_rsa();
        claim.signature = signature;
        prop_assert!(PublicKey(modulus).check(&claim).is_err());
        prop_assert!(PublicKey(rsa_modulus()).check(&claim).is_err());
    }
}
