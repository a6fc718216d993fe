//! Whole requests and responses: length, header, body.

use super::api::{ApiKey, Decode, Message, Request};
use super::error::{DecodeError, EncodeError, EncodeProblem};
use super::messages::{RequestHeader, ResponseHeader};
use super::wire::{Reader, Writer};

/// The 4-byte length at the head of each frame.
pub const LENGTH_PREFIX: usize = 4;

/// A request as it goes on the wire: length, header, body.
pub fn encode_request<R: Request>(
    request: &R,
    version: i16,
    correlation_id: i32,
    client_id: Option<&str>,
) -> Result<Vec<u8>, EncodeError> {
    let mut writer = begin_request(R::API_KEY, version, correlation_id, client_id)?;
    request.encode(&mut writer, version)?;
    end_frame(&mut writer, R::NAME, 0)?;
    Ok(writer.into_vec())
}

/// A request whose body `encode` writes.
pub fn encode_with(
    api: ApiKey,
    version: i16,
    correlation_id: i32,
    client_id: Option<&str>,
    encode: impl FnOnce(&mut Writer) -> Result<(), EncodeError>,
) -> Result<Vec<u8>, EncodeError> {
    let mut writer = begin_request(api, version, correlation_id, client_id)?;
    encode(&mut writer)?;
    end_frame(&mut writer, api.name(), 0)?;
    Ok(writer.into_vec())
}

/// A response as it goes on the wire: length, header, body.
pub fn encode_response(
    response: &impl Message,
    api: ApiKey,
    version: i16,
    correlation_id: i32,
) -> Result<Vec<u8>, EncodeError> {
    let mut writer = Writer::with_capacity(256);
    writer.i32(0);
    ResponseHeader { correlation_id }.encode(&mut writer, api.response_header_version(version))?;
    response.encode(&mut writer, version)?;
    end_frame(&mut writer, api.name(), 0)?;
    Ok(writer.into_vec())
}

/// Length (to be filled in by [`end_frame`]) and header.
pub(super) fn begin_request(
    api: ApiKey,
    version: i16,
    correlation_id: i32,
    client_id: Option<&str>,
) -> Result<Writer, EncodeError> {
    let mut writer = Writer::with_capacity(256);
    writer.i32(0);
    let header =
        RequestHeader { request_api_key: api.0, request_api_version: version, correlation_id, client_id };
    header.encode(&mut writer, api.request_header_version(version))?;
    Ok(writer)
}

/// Fills in the frame's length; `elsewhere` bytes of it are not in this buffer.
pub(super) fn end_frame(
    writer: &mut Writer,
    message: &'static str,
    elsewhere: usize,
) -> Result<(), EncodeError> {
    let length = writer.len() - LENGTH_PREFIX + elsewhere;
    let too_long = EncodeError { field: message, problem: EncodeProblem::TooLong(length) };
    writer.set_i32(0, i32::try_from(length).map_err(|_| too_long)?);
    Ok(())
}

/// The correlation id at the head of a response (without its length prefix). It finds the request, whose API
/// and version say how to go on: [`open_response`].
pub fn correlation_id(frame: &[u8]) -> Result<i32, DecodeError> {
    Reader::new(frame).i32("ResponseHeader.CorrelationId")
}

/// Reads the header of a response (without its length prefix): the reader then stands at the body.
pub fn open_response<'a>(
    frame: &'a [u8],
    api: ApiKey,
    version: i16,
) -> Result<(ResponseHeader, Reader<'a>), DecodeError> {
    let mut reader = Reader::new(frame);
    let header = ResponseHeader::decode(&mut reader, api.response_header_version(version))?;
    Ok((header, reader))
}

/// Decodes a response (without its length prefix) to a request of type `R` sent in `version`.
pub fn decode_response<R: Request>(frame: &[u8], version: i16) -> Result<R::Response<'_>, DecodeError> {
    let (_, mut reader) = open_response(frame, R::API_KEY, version)?;
    Decode::decode(&mut reader, version)
}

#[cfg(test)]
mod tests {
    use super::super::messages::{HeartbeatRequest, MetadataRequest};
    use super::*;

    #[test]
    fn request_frame_classic() {
        let request = MetadataRequest { topics: None, ..Default::default() };
        let frame = encode_request(&request, 1, 7, Some("me")).unwrap();
        assert_eq!(frame, b"\0\0\0\x10\0\x03\0\x01\0\0\0\x07\0\x02me\xff\xff\xff\xff");
    }

    #[test]
    fn request_frame_flexible_keeps_a_classic_client_id() {
        let request =
            HeartbeatRequest { group_id: "g", generation_id: 2, member_id: "m", ..Default::default() };
        let frame = encode_request(&request, 4, 1, Some("me")).unwrap();
        assert_eq!(frame, b"\0\0\0\x17\0\x0c\0\x04\0\0\0\x01\0\x02me\0\x02g\0\0\0\x02\x02m\0\0");
        let anonymous = encode_request(&request, 4, 1, None).unwrap();
        assert_eq!(&anonymous[12..15], b"\xff\xff\0");
    }

    #[test]
    fn response_header_by_version() {
        let classic = b"\0\0\0\x09\0\x1b";
        assert_eq!(correlation_id(classic).unwrap(), 9);
        let response = decode_response::<HeartbeatRequest>(classic, 0).unwrap();
        assert_eq!(response.error_code, 27);
        let flexible = b"\0\0\0\x09\0\0\0\0\x05\0\x1b\0";
        let response = decode_response::<HeartbeatRequest>(flexible, 4).unwrap();
        assert_eq!((response.throttle_time_ms, response.error_code), (5, 27));
    }

    #[test]
    fn an_error_names_message_field_and_offset() {
        let error = decode_response::<HeartbeatRequest>(b"\0\0\0\x09\0\0\0\0\0", 1).unwrap_err();
        assert_eq!(error.to_string(), "HeartbeatResponse.ErrorCode at byte 8: 2 bytes needed, 1 remain");
        assert_eq!(error.message(), "HeartbeatResponse");
    }
}
