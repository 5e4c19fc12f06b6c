//! A country database as operators get them, written by hand: the search tree, the codes, the metadata. It knows just
//! enough of the format (<https://maxmind.github.io/MaxMind-DB/>) for a test.

use std::net::IpAddr;

/// Where no network stands.
const NOTHING: usize = usize::MAX;

/// What a branch of the tree leads to.
#[derive(Clone, Copy)]
enum Branch {
    Nothing,
    Node(usize),
    Data(usize),
}

/// A database in which each network, written as `203.0.113.0/24`, lies in the country of its code.
///
/// # Panics
/// When a network is none: a mistake in the test.
#[must_use]
pub fn database(networks: &[(&str, &str)]) -> Vec<u8> {
    let mut nodes = vec![[Branch::Nothing; 2]];
    let mut data = Vec::new();
    for (network, code) in networks {
        let at = data.len();
        map(&mut data, 1);
        text(&mut data, "country");
        map(&mut data, 1);
        text(&mut data, "iso_code");
        text(&mut data, code);
        let (bits, length) = bits(network);
        place(&mut nodes, bits, length, at);
    }
    let mut file = Vec::new();
    for node in &nodes {
        for branch in node {
            let record = match branch {
                Branch::Nothing => nodes.len(),
                Branch::Node(node) => *node,
                Branch::Data(at) => nodes.len() + 16 + at,
            };
            file.extend(&u32::try_from(record).unwrap_or(u32::MAX).to_be_bytes()[1..]);
        }
    }
    file.extend([0; 16]);
    file.extend(data);
    file.extend(b"\xab\xcd\xefMaxMind.com");
    metadata(&mut file, nodes.len());
    file
}

/// A network as the tree has it: 128 bits, an IPv4 one below `::/96`.
fn bits(network: &str) -> (u128, u32) {
    let read = || {
        let (address, length) = network.split_once('/')?;
        Some((address.parse().ok()?, length.parse::<u32>().ok()?))
    };
    match read() {
        Some((IpAddr::V4(four), length)) => (u128::from(four.to_bits()), 96 + length),
        Some((IpAddr::V6(six), length)) => (six.to_bits(), length),
        None => panic!("{network} is no network"),
    }
}

fn place(nodes: &mut Vec<[Branch; 2]>, bits: u128, length: u32, data: usize) {
    let (mut node, mut side) = (0, NOTHING);
    for depth in 0..length {
        if side != NOTHING {
            if !matches!(nodes[node][side], Branch::Node(_)) {
                nodes[node][side] = Branch::Node(nodes.len());
                nodes.push([Branch::Nothing; 2]);
            }
            if let Branch::Node(next) = nodes[node][side] {
                node = next;
            }
        }
        side = usize::from((bits >> (127 - depth)) & 1 == 1);
    }
    nodes[node][side] = Branch::Data(data);
}

fn metadata(out: &mut Vec<u8>, nodes: usize) {
    map(out, 9);
    text(out, "binary_format_major_version");
    number(out, 5, &[2]);
    text(out, "binary_format_minor_version");
    number(out, 5, &[]);
    text(out, "build_epoch");
    number(out, 9, &1_768_478_400u64.to_be_bytes());
    text(out, "database_type");
    text(out, "Test-Country");
    text(out, "description");
    map(out, 0);
    text(out, "ip_version");
    number(out, 5, &[6]);
    text(out, "languages");
    out.extend([0, 4]); // an empty list
    text(out, "node_count");
    number(out, 6, &u32::try_from(nodes).unwrap_or(u32::MAX).to_be_bytes());
    text(out, "record_size");
    number(out, 5, &[24]);
}

fn map(out: &mut Vec<u8>, entries: u8) {
    out.push(7 << 5 | entries);
}

fn text(out: &mut Vec<u8>, text: &str) {
    out.push(2 << 5 | u8::try_from(text.len()).unwrap_or(28));
    out.extend(text.as_bytes());
}

/// Kinds above seven have a byte of their own.
fn number(out: &mut Vec<u8>, kind: u8, bytes: &[u8]) {
    let length = u8::try_from(bytes.len()).unwrap_or(0);
    if kind > 7 {
        out.extend([length, kind - 7]);
    } else {
        out.push(kind << 5 | length);
    }
    out.extend(bytes);
}
