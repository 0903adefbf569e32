//! Versions: a change made on what is no longer there is refused.

use rapport_kernel::{ApiError, ApiResult, Code};

/// Refuses a change made on another version than the present one.
///
/// # Errors
/// CONFLICT, saying both versions.
pub fn check_version(expected: Option<i32>, present: u32) -> ApiResult<()> {
    match expected {
        Some(expected) if u32::try_from(expected) != Ok(present) => Err(ApiError::new(
            Code::Conflict,
            format!("The record has changed meanwhile: it is at version {present}, not {expected}."),
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_another_version_is_refused() {
        assert!(check_version(None, 3).is_ok());
        assert!(check_version(Some(3), 3).is_ok());
        assert_eq!(check_version(Some(2), 3).unwrap_err().code, Code::Conflict);
        assert_eq!(check_version(Some(-1), 3).unwrap_err().code, Code::Conflict);
    }
}
