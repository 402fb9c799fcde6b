//! The accounts and how they behave.

use super::{DebitOutcome, Habit, TestAccount};
use DebitOutcome::*;
use MethodType::*;
use shared::methods::MethodType;
use shared::payment::debit_failure::DebitFailure;

const fn at_once(name: &'static str, outcome: DebitOutcome) -> Habit {
    Habit {
        name,
        outcome,
        is_slow: false,
    }
}

const fn slowly(name: &'static str, outcome: DebitOutcome) -> Habit {
    Habit {
        is_slow: true,
        ..at_once(name, outcome)
    }
}

/// Every kind of account, each once.
pub const HABITS: &[Habit] = &[
    at_once("success", Succeeds),
    slowly("successDelayed", Succeeds),
    at_once("failed", Fails(DebitFailure::CouldNotProcess)),
    slowly("failedDelayed", Fails(DebitFailure::CouldNotProcess)),
    at_once("disputed", Disputed),
    at_once("dispute", Disputed),
    at_once("accountClosed", Fails(DebitFailure::AccountClosed)),
    at_once("noAccount", Fails(DebitFailure::NoAccount)),
    at_once("insufficientFunds", Fails(DebitFailure::InsufficientFunds)),
    slowly(
        "insufficientFundsDelayed",
        Fails(DebitFailure::InsufficientFunds),
    ),
    at_once(
        "debitNotAuthorized",
        Fails(DebitFailure::DebitNotAuthorized),
    ),
    slowly(
        "debitNotAuthorizedDelayed",
        Fails(DebitFailure::DebitNotAuthorized),
    ),
    at_once("referToCustomer", Fails(DebitFailure::ReferToCustomer)),
    slowly(
        "referToCustomerDelayed",
        Fails(DebitFailure::ReferToCustomer),
    ),
    at_once("invalidCurrency", Fails(DebitFailure::InvalidCurrency)),
    at_once(
        "exceedsWeeklyVolumeLimit",
        Fails(DebitFailure::ExceedsSourceLimit),
    ),
    at_once(
        "exceedsWeeklyTransactionLimit",
        Fails(DebitFailure::ExceedsWeeklyLimit),
    ),
    at_once(
        "weeklyLimitExceeded",
        Fails(DebitFailure::ExceedsSourceLimit),
    ),
    at_once(
        "exceedsWeeklyLimit",
        Fails(DebitFailure::ExceedsSourceLimit),
    ),
    at_once(
        "exceedsTransactionLimit",
        Fails(DebitFailure::ExceedsTransactionLimit),
    ),
    // The bank refuses the mandate, and with it the debit.
    at_once("mandateRefused", Fails(DebitFailure::DebitNotAuthorized)),
    at_once("processing", StaysOpen),
    at_once("failMicrodeposits", CannotBeVerified),
    at_once("unusable", Refused(DebitFailure::AccountUnusable)),
];

const fn account(method: MethodType, identity: &'static str, habit: &'static str) -> TestAccount {
    TestAccount {
        method,
        identity,
        habit,
    }
}

/// Every test account; of those of one method and habit, a payment method's name without a country
/// means the first.
pub const TEST_ACCOUNTS: &[TestAccount] = &[
    account(SepaDebit, "AT611904300234573201", "success"),
    account(SepaDebit, "AT321904300235473204", "successDelayed"),
    account(SepaDebit, "AT861904300235473202", "failed"),
    account(SepaDebit, "AT051904300235473205", "failedDelayed"),
    account(SepaDebit, "AT591904300235473203", "disputed"),
    account(
        SepaDebit,
        "AT981904300000343434",
        "exceedsWeeklyVolumeLimit",
    ),
    account(
        SepaDebit,
        "AT601904300000121212",
        "exceedsWeeklyTransactionLimit",
    ),
    account(SepaDebit, "AT981904300002222227", "insufficientFunds"),
    account(SepaDebit, "AT271904300000055555", "unusable"),
    account(SepaDebit, "AT511904300000066666", "unusable"),
    account(SepaDebit, "BE62510007547061", "success"),
    account(SepaDebit, "BE78510007547064", "successDelayed"),
    account(SepaDebit, "BE68539007547034", "failed"),
    account(SepaDebit, "BE51510007547065", "failedDelayed"),
    account(SepaDebit, "BE08510007547063", "disputed"),
    account(SepaDebit, "BE90510002222227", "insufficientFunds"),
    account(SepaDebit, "DE89370400440532013000", "success"),
    account(SepaDebit, "DE08370400440532013003", "successDelayed"),
    account(SepaDebit, "DE62370400440532013001", "failed"),
    account(SepaDebit, "DE78370400440532013004", "failedDelayed"),
    account(SepaDebit, "DE35370400440532013002", "disputed"),
    account(
        SepaDebit,
        "DE65370400440000343434",
        "exceedsWeeklyVolumeLimit",
    ),
    account(
        SepaDebit,
        "DE27370400440000121212",
        "exceedsWeeklyTransactionLimit",
    ),
    account(SepaDebit, "DE65370400440002222227", "insufficientFunds"),
    account(SepaDebit, "DE18370400440000066666", "unusable"),
    account(SepaDebit, "FR1420041010050500013M02606", "success"),
    account(SepaDebit, "FR3020041010050500013M02609", "successDelayed"),
    account(SepaDebit, "FR8420041010050500013M02607", "failed"),
    account(SepaDebit, "FR7920041010050500013M02600", "failedDelayed"),
    account(SepaDebit, "FR5720041010050500013M02608", "disputed"),
    account(
        SepaDebit,
        "FR9720041010050000002222227",
        "insufficientFunds",
    ),
    account(SepaDebit, "IE29AIBK93115212345678", "success"),
    account(SepaDebit, "IE24AIBK93115212345671", "successDelayed"),
    account(SepaDebit, "IE02AIBK93115212345679", "failed"),
    account(SepaDebit, "IE94AIBK93115212345672", "failedDelayed"),
    account(SepaDebit, "IE51AIBK93115212345670", "disputed"),
    account(SepaDebit, "IE10AIBK93115202222227", "insufficientFunds"),
    account(UsBankAccount, "110000000-000123456789", "success"),
    account(UsBankAccount, "110000000-000111111113", "accountClosed"),
    account(UsBankAccount, "110000000-000111111116", "noAccount"),
    account(UsBankAccount, "110000000-000222222227", "insufficientFunds"),
    account(
        UsBankAccount,
        "110000000-000333333335",
        "debitNotAuthorized",
    ),
    account(UsBankAccount, "110000000-000444444440", "invalidCurrency"),
    account(UsBankAccount, "110000000-000555555559", "dispute"),
    account(UsBankAccount, "110000000-000666666661", "failMicrodeposits"),
    account(
        UsBankAccount,
        "110000000-000777777771",
        "weeklyLimitExceeded",
    ),
    account(UsBankAccount, "110000000-000000000009", "processing"),
    account(AcssDebit, "000-11000-000123456789", "success"),
    account(AcssDebit, "000-11000-900123456789", "successDelayed"),
    account(AcssDebit, "000-11000-000222222227", "insufficientFunds"),
    account(
        AcssDebit,
        "000-11000-900222222227",
        "insufficientFundsDelayed",
    ),
    account(AcssDebit, "000-11000-000666666661", "failMicrodeposits"),
    account(AcssDebit, "000-11000-000777777771", "exceedsWeeklyLimit"),
    account(
        AcssDebit,
        "000-11000-000888888881",
        "exceedsTransactionLimit",
    ),
    account(AuBecsDebit, "000000-000123456", "success"),
    account(AuBecsDebit, "000000-900123456", "successDelayed"),
    account(AuBecsDebit, "000000-111111113", "accountClosed"),
    account(AuBecsDebit, "000000-111111116", "noAccount"),
    account(AuBecsDebit, "000000-222222227", "referToCustomer"),
    account(AuBecsDebit, "000000-922222227", "referToCustomerDelayed"),
    account(AuBecsDebit, "000000-333333335", "debitNotAuthorized"),
    account(AuBecsDebit, "000000-666666660", "dispute"),
    account(AuBecsDebit, "000000-343434343", "exceedsWeeklyLimit"),
    account(AuBecsDebit, "000000-121212121", "exceedsTransactionLimit"),
    account(BacsDebit, "108800-00012345", "success"),
    account(BacsDebit, "108800-90012345", "successDelayed"),
    account(BacsDebit, "108800-33333335", "debitNotAuthorized"),
    account(BacsDebit, "108800-93333335", "debitNotAuthorizedDelayed"),
    account(BacsDebit, "108800-22222227", "insufficientFunds"),
    account(BacsDebit, "108800-92222227", "insufficientFundsDelayed"),
    account(BacsDebit, "108800-55555559", "dispute"),
    account(BacsDebit, "108800-00033333", "mandateRefused"),
    account(BacsDebit, "108800-00044444", "unusable"),
    account(BacsDebit, "108800-34343434", "exceedsWeeklyLimit"),
    account(BacsDebit, "108800-12121212", "exceedsTransactionLimit"),
    account(NzBankAccount, "11-0000-0000000-010", "success"),
    account(NzBankAccount, "11-0000-2222222-027", "insufficientFunds"),
    account(NzBankAccount, "11-0000-8888888-000", "referToCustomer"),
    account(NzBankAccount, "11-0000-1111111-016", "noAccount"),
    account(NzBankAccount, "11-0000-5555555-059", "debitNotAuthorized"),
    account(NzBankAccount, "11-0000-9999999-000", "processing"),
    // Not documented: these are the numbers that a debit of an Australian account is tested with.
    account(Payto, "000000-000123456", "success"),
    account(Payto, "000000-111111113", "accountClosed"),
    account(Payto, "000000-111111116", "noAccount"),
    account(Payto, "000000-222222227", "insufficientFunds"),
    account(Payto, "000000-333333335", "debitNotAuthorized"),
];

#[cfg(test)]
mod tests {
    use super::super::{by_token, habit_of, is_verified, tokenize};
    use super::*;
    use shared::bank_account::kept::known_account;

    #[test]
    fn every_account_is_well_formed_and_behaves_as_its_token() {
        for account in TEST_ACCOUNTS {
            let details = account.details();
            let row = account.method.row();
            for detail in row.details.iter().filter(|detail| detail.required) {
                let value = &details[detail.name];
                assert_eq!(
                    detail.form.normalized(value).as_ref(),
                    Ok(value),
                    "{account:?}"
                );
            }
            let known = known_account(row.details, &details).unwrap().unwrap();
            assert_eq!(known.identity, account.identity);
            let habit = HABITS.iter().find(|habit| habit.name == account.habit);
            let token = tokenize(account.method, account.identity);
            match habit.unwrap().outcome {
                Refused(why) => assert_eq!(token, Err(why)),
                _ => {
                    let token = token.unwrap();
                    assert_eq!(habit_of(&token), habit, "{token}");
                    assert!(!is_verified(&token));
                    let own = account.identity.rsplit('-').next().unwrap();
                    assert!(!token.contains(own), "{token}");
                }
            }
        }
    }

    #[test]
    fn documented_names_lead_to_their_accounts() {
        for (token, identity) in [
            ("pm_usBankAccount_success", "110000000-000123456789"),
            ("pm_sepaDebit_disputed_de", "DE35370400440532013002"),
            ("pm_sepaDebit_disputed_at", "AT591904300235473203"),
            ("pm_nzBankAccount_noAccount", "11-0000-1111111-016"),
        ] {
            assert_eq!(by_token(token).unwrap().identity, identity);
            assert!(is_verified(token));
        }
        for token in [
            "pm_card_visa",
            "pm_usBankAccount_nothing",
            "pm_sepaDebit_unusable",
            "",
        ] {
            assert_eq!(by_token(token), None, "{token}");
        }
    }

    #[test]
    fn numbers_of_no_list_are_those_of_an_ordinary_account() {
        let token = tokenize(UsBankAccount, "021000021-1234567").unwrap();
        assert_eq!(habit_of(&token).unwrap().outcome, Succeeds);
    }
}
