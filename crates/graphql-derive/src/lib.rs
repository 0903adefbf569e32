//! The derive macro for records whose plain fields are resolved without a future each.
