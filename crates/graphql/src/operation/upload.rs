//! Files that came with a request, for the arguments of type `Upload`.

use std::{
    fs::File,
    io::{self, Seek, SeekFrom},
    sync::Arc,
};

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};

/// A file that came with a request. It has no name on the disk and is gone with the request.
#[derive(Debug)]
pub struct UploadedFile {
    /// What the client calls it. Not to be trusted, nor to be used as a path.
    pub name: String,
    /// How many bytes it has.
    pub size: u64,
    /// The SHA-256 of its bytes.
    pub hash: [u8; 32],
    /// The bytes.
    pub file: File,
}

impl UploadedFile {
    /// The bytes, from the first. Reading blocks.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn open(&self) -> io::Result<File> {
        let mut file = self.file.try_clone()?;
        file.seek(SeekFrom::Start(0))?;
        Ok(file)
    }
}

/// The files of a request, and how many rows an operation reads of one.
#[derive(Clone, Debug, Default)]
pub struct Uploads {
    /// The files, in the order of their numbers.
    pub files: Vec<Arc<UploadedFile>>,
    /// How many rows of a file an operation reads.
    pub most_rows: usize,
}

/// What stands in a variable in place of its file.
const MARK: &str = "upload:";

/// Which file of the request stands here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Upload(pub usize);

impl Upload {
    /// What a door writes into the variable.
    #[must_use]
    pub fn mark(self) -> String {
        format!("{MARK}{}", self.0)
    }

    fn parse(text: &str) -> Option<Self> {
        text.strip_prefix(MARK)?.parse().ok().map(Self)
    }
}

/// A file that is sent with the request, as the GraphQL multipart request specification has it. In the variables it is
/// null, and `map` says which part it is.
#[Scalar(name = "Upload", specified_by_url = "https://github.com/jaydenseric/graphql-multipart-request-spec")]
impl ScalarType for Upload {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => Self::parse(text).ok_or_else(|| InputValueError::custom(EXPECTED_FILE)),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.mark())
    }
}

const EXPECTED_FILE: &str = "expected a file, sent as multipart/form-data";

/// Whether a value stands for a file.
pub(crate) fn check(value: &serde_json::Value) -> Result<(), &'static str> {
    value.as_str().and_then(Upload::parse).map(drop).ok_or(EXPECTED_FILE)
}
