//! Black and white pictures as PNG, with what the code of a QR code needs and no more: a crate for
//! every kind of PNG is 30 kB of the Worker after gzip.

use crc::{CRC_32_ISO_HDLC, Crc, NoTable};
use miniz_oxide::deflate::compress_to_vec_zlib;

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
/// One bit a pixel, in grey; compressed, filtered and interlaced by the standard's method 0.
const FORMAT: [u8; 5] = [1, 0, 0, 0, 0];
/// Before each row: its bytes are the pixels themselves, not differences.
const UNFILTERED: u8 = 0;
const COMPRESSION: u8 = 6;
const CHECK_SUM: Crc<u32, NoTable> = Crc::<u32, NoTable>::new(&CRC_32_ISO_HDLC);

/// A square picture of `side` × `side` pixels. `is_white` is asked for the pixel at (x, y).
pub fn square(side: u32, is_white: impl Fn(u32, u32) -> bool) -> Vec<u8> {
    let mut rows = Vec::new();
    for y in 0..side {
        rows.push(UNFILTERED);
        for start in (0..side).step_by(8) {
            let pixels = (start..start.saturating_add(8)).map(|x| x < side && is_white(x, y));
            rows.push(pixels.fold(0, |byte, white| byte << 1 | u8::from(white)));
        }
    }
    let size = side.to_be_bytes();
    let header = [&size[..], &size, &FORMAT].concat();
    let mut picture = SIGNATURE.to_vec();
    chunk(&mut picture, *b"IHDR", &header);
    chunk(
        &mut picture,
        *b"IDAT",
        &compress_to_vec_zlib(&rows, COMPRESSION),
    );
    chunk(&mut picture, *b"IEND", &[]);
    picture
}

fn chunk(picture: &mut Vec<u8>, kind: [u8; 4], content: &[u8]) {
    let length = u32::try_from(content.len()).unwrap_or(u32::MAX);
    let mut check = CHECK_SUM.digest();
    check.update(&kind);
    check.update(content);
    picture.extend(length.to_be_bytes());
    picture.extend(kind);
    picture.extend(content);
    picture.extend(check.finalize().to_be_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    #[test]
    fn a_reader_of_pngs_sees_the_pixels() {
        let is_white = |x: u32, y: u32| (x * 7 + y * 3) % 5 < 2;
        for side in [1, 8, 9, 150] {
            let picture = square(side, is_white);
            let mut reader = png::Decoder::new(Cursor::new(&picture))
                .read_info()
                .unwrap();
            let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
            let info = reader.next_frame(&mut pixels).unwrap();
            assert_eq!((info.width, info.height), (side, side));
            assert_eq!(info.bit_depth, png::BitDepth::One);
            for (x, y) in (0..side).flat_map(|y| (0..side).map(move |x| (x, y))) {
                let byte = pixels[y as usize * info.line_size + x as usize / 8];
                let white = byte >> (7 - x % 8) & 1 == 1;
                assert_eq!(white, is_white(x, y), "{x}, {y} of {side}");
            }
        }
    }
}
