//! What must hold of every wheel, whatever is in it.

use std::fmt::Write as _;

use proptest::{collection::vec, prelude::*};
use resvg::usvg;
use sha2::{Digest, Sha256};

use super::*;
use crate::{Sign, SignPosition};

/// A wheel's parts, owned.
#[derive(Clone, Debug, Default)]
struct Chart {
    title: String,
    theme: Theme,
    inner: Vec<Mark>,
    outer: Option<Vec<Mark>>,
    cusps: Option<Cusps>,
    axes: Option<(Longitude, Longitude)>,
    aspects: Vec<Line>,
}

impl Chart {
    fn wheel(&self) -> Wheel<'_> {
        Wheel {
            title: &self.title,
            desc: "What it shows",
            theme: self.theme,
            inner: Ring { points: &self.inner },
            outer: self.outer.as_ref().map(|points| Ring { points }),
            cusps: self.cusps.as_ref(),
            ascendant: self.axes.map(|(ascendant, _)| ascendant),
            midheaven: self.axes.map(|(_, midheaven)| midheaven),
            aspects: &self.aspects,
        }
    }
}

fn at(degrees: f64) -> Longitude {
    Longitude::new(degrees).unwrap()
}

fn marks(longitudes: &[f64]) -> Vec<Mark> {
    let mark = |(i, degrees): (usize, &f64)| Mark {
        glyph: Glyph::ALL[i % Glyph::ALL.len()],
        longitude: at(*degrees),
        retrograde: i % 3 == 2,
    };
    longitudes.iter().enumerate().map(mark).collect()
}

fn lines(longitudes: &[f64]) -> Vec<Line> {
    let line = |(i, pair): (usize, &[f64])| Line {
        from: at(pair[0]),
        to: at(pair[1]),
        kind: AspectKind::ALL[i % 11],
        exactness: [0.0, 0.3, 1.0, f64::NAN, 7.0, -3.0][i % 6],
    };
    longitudes.windows(2).enumerate().map(line).collect()
}

/// Fourteen points with houses, the same with a second ring, and without a time.
fn samples() -> [Chart; 3] {
    let longitudes =
        [61.3, 203.75, 77.9, 32.48, 141.2, 265.05, 308.6, 352.9, 12.3, 317.77, 96.1, 276.1, 182.4, 28.9];
    let natal = Chart {
        title: "Natal".to_owned(),
        inner: marks(&longitudes),
        cusps: Some(
            Cusps::new(std::array::from_fn(|i| {
                [192.6, 221.0, 252.4, 284.9, 317.0, 345.9][i % 6] + if i < 6 { 0.0 } else { 180.0 }
            }))
            .unwrap(),
        ),
        axes: Some((at(192.6), at(104.9))),
        aspects: lines(&longitudes),
        ..Chart::default()
    };
    let transits = Chart {
        outer: Some(marks(&[254.2, 14.6, 240.1, 281.9, 262.4, 100.9, 352.1, 59.3, 359.8, 302.6])),
        theme: Theme::Dark,
        ..natal.clone()
    };
    let timeless = Chart { cusps: None, axes: None, theme: Theme::Auto, ..natal.clone() };
    [natal, transits, timeless]
}

/// Any wheel of up to twenty points a ring, spread, in bundles, or heaped on a few degrees.
fn any_chart() -> impl Strategy<Value = Chart> {
    let axes = proptest::option::of((0.0..360.0_f64, 1.0..179.0_f64));
    let houses = vec(0.2..60.0_f64, 12);
    (longitudes(), proptest::option::of(longitudes()), axes, houses, 0..3_usize).prop_map(
        |(inner, outer, axes, widths, theme)| {
            let axes = axes.map(|(ascendant, quadrant)| (at(ascendant), at(ascendant - quadrant)));
            let total: f64 = widths.iter().sum();
            let mut cusp = axes.map_or(0.0, |(ascendant, _)| ascendant.degrees());
            let cusps = widths.map_cusps(|width| {
                let start = cusp;
                cusp += width / total * 360.0;
                start
            });
            Chart {
                title: "Any".to_owned(),
                theme: [Theme::Light, Theme::Dark, Theme::Auto][theme],
                aspects: lines(&inner),
                inner: marks(&inner),
                outer: outer.map(|outer| marks(&outer)),
                cusps: axes.map(|_| Cusps::new(cusps).unwrap()),
                axes,
            }
        },
    )
}

trait MapCusps {
    fn map_cusps(&self, each: impl FnMut(&f64) -> f64) -> [f64; 12];
}

impl MapCusps for Vec<f64> {
    fn map_cusps(&self, each: impl FnMut(&f64) -> f64) -> [f64; 12] {
        self.iter().map(each).collect::<Vec<_>>().try_into().unwrap()
    }
}

fn longitudes() -> impl Strategy<Value = Vec<f64>> {
    let bundle = (0.0..360.0_f64, 0.0..45.0_f64, vec(0.0..1.0_f64, 0..=20))
        .prop_map(|(start, width, parts)| parts.iter().map(|part| start + part * width).collect());
    let heap = vec((0_u8..3).prop_map(|i| f64::from(i) * 119.9), 0..=20);
    prop_oneof![vec(0.0..360.0_f64, 0..=20), bundle, heap]
}

/// A box of something written: its middle, and half its size.
#[derive(Clone, Copy, Debug)]
struct Block {
    x: f64,
    y: f64,
    half: (f64, f64),
}

impl Block {
    fn new(spot: pen::Spot, (width, height): (f64, f64)) -> Self {
        Self { x: spot.x, y: spot.y, half: (width / 2.0, height / 2.0) }
    }

    fn overlaps(&self, other: &Self) -> bool {
        (self.x - other.x).abs() < self.half.0 + other.half.0 - 1e-6
            && (self.y - other.y).abs() < self.half.1 + other.half.1 - 1e-6
    }

    /// Nearest and farthest from the middle of the wheel.
    fn reach(&self) -> (f64, f64) {
        let near = |at: f64, half: f64| (at.abs() - half).max(0.0);
        let far = |at: f64, half: f64| at.abs() + half;
        (
            near(self.x, self.half.0).hypot(near(self.y, self.half.1)),
            far(self.x, self.half.0).hypot(far(self.y, self.half.1)),
        )
    }
}

fn none_overlap(blocks: &[Block]) -> Result<(), TestCaseError> {
    for (i, a) in blocks.iter().enumerate() {
        for b in &blocks[..i] {
            prop_assert!(!a.overlaps(b), "{a:?} and {b:?}");
        }
    }
    Ok(())
}

fn labels_keep_apart(plan: &Plan, band: &plan::Band, ring: &Ring) -> Result<(), TestCaseError> {
    let (scale, labels) = points::labels(plan, band, ring);
    prop_assert_eq!(scale.to_bits(), band.scale.to_bits(), "twenty points have room at full size");
    let blocks: Vec<Block> = labels
        .iter()
        .flat_map(|label| (0..4).map(|row| Block::new(label.rows[row], plan::row_size(row, scale))))
        .collect();
    none_overlap(&blocks)?;
    for block in &blocks {
        let (near, far) = block.reach();
        prop_assert!(band.floor <= near && far <= band.elbow, "{near} to {far}");
    }
    // In the order of their longitudes, once round.
    let mut order: Vec<usize> = (0..labels.len()).collect();
    order.sort_by(|a, b| ring.points[*a].longitude.degrees().total_cmp(&ring.points[*b].longitude.degrees()));
    let next = |i: usize| order[(i + 1) % order.len()];
    let round: f64 =
        (0..order.len()).map(|i| (labels[next(i)].place - labels[order[i]].place).rem_euclid(360.0)).sum();
    prop_assert!(order.len() < 2 || (round - 360.0).abs() < 1e-6, "{round}");
    Ok(())
}

proptest! {
    #[test]
    fn no_two_labels_touch(chart in any_chart()) {
        let wheel = chart.wheel();
        let plan = Plan::of(&wheel);
        labels_keep_apart(&plan, &plan.inner, &wheel.inner)?;
        if let (Some(outer), Some(band)) = (&wheel.outer, &plan.outer) {
            labels_keep_apart(&plan, band, outer)?;
        }
    }

    #[test]
    fn no_two_house_numbers_and_no_two_names_of_axes_touch(chart in any_chart()) {
        let plan = Plan::of(&chart.wheel());
        if let Some(cusps) = &chart.cusps {
            let size = letters::size("10", houses::number_height(&plan));
            let radius = f64::midpoint(plan.houses.0, plan.houses.1);
            let block = |place| Block::new(plan.at(place, radius), size);
            let blocks: Vec<Block> = houses::number_places(&plan, cusps).into_iter().map(block).collect();
            none_overlap(&blocks)?;
            prop_assert!(blocks.iter().all(|b| plan.houses.1 <= b.reach().0 && b.reach().1 <= plan.houses.0));
        }
        if let Some((ascendant, midheaven)) = chart.axes {
            let ends = [ascendant, midheaven].map(Longitude::degrees);
            let wanted: Vec<f64> = ends.into_iter().flat_map(|end| [end, (end + 180.0) % 360.0]).collect();
            let block = |spot| Block::new(spot, axes::name_size());
            let blocks: Vec<Block> = axes::name_places(&plan, &wanted).into_iter().map(block).collect();
            none_overlap(&blocks)?;
            let inside = |b: &Block| b.x.abs() + b.half.0 <= 520.0 && b.y.abs() + b.half.1 <= 520.0;
            prop_assert!(blocks.iter().all(|b| plan.zodiac.0 <= b.reach().0 && inside(b)), "{blocks:?}");
        }
    }

    #[test]
    fn every_wheel_stands_alone_and_is_the_same_twice(chart in any_chart()) {
        let svg = chart.wheel().svg();
        stands_alone(&svg);
        prop_assert_eq!(svg, chart.clone().wheel().svg());
    }

    #[test]
    fn a_title_is_text_whatever_it_says(title in any::<String>(), tail in "[<>&'\"/!\\[\\]-]*") {
        let [mut chart, ..] = samples();
        chart.title = title + &tail;
        let svg = chart.wheel().svg();
        let document = roxmltree::Document::parse(&svg).unwrap();
        let kept = |c: char| matches!(c, '\t' | '\n' | ' '..='~' | '\u{a0}'..='\u{fffd}' | '\u{10000}'..);
        let expected: String = chart.title.chars().map(|c| if kept(c) { c } else { '\u{fffd}' }).collect();
        let title = document.root_element().first_element_child().unwrap();
        prop_assert_eq!((title.tag_name().name(), title.text().unwrap_or_default()), ("title", expected.as_str()));
    }
}

/// Well-formed, of a few harmless elements and attributes, in our colours, with finite numbers.
fn stands_alone(svg: &str) {
    let document = roxmltree::Document::parse(svg).unwrap();
    let root = document.root_element();
    assert_eq!(
        (root.attribute("role"), root.attribute("viewBox")),
        (Some("img"), Some("-520 -520 1040 1040"))
    );
    let names: Vec<&str> =
        root.children().filter(roxmltree::Node::is_element).map(|n| n.tag_name().name()).collect();
    assert_eq!(names[..2], ["title", "desc"]);
    for node in root.descendants().filter(roxmltree::Node::is_element) {
        let name = node.tag_name().name();
        assert!(["svg", "title", "desc", "style", "rect", "circle", "path", "g"].contains(&name), "{name}");
        for attribute in node.attributes() {
            let (name, value) = (attribute.name(), attribute.value());
            assert!(ATTRIBUTES.contains(&name), "{name}");
            if matches!(name, "fill" | "stroke") && value != "none" {
                assert!(palette::has(value), "{name}={value}");
            }
            assert!(!value.contains("-0 ") && !value.ends_with("-0"), "{value}");
        }
    }
    for refused in ["script", "href", "font", "url(", "@import", "NaN", "inf"] {
        assert!(!svg.contains(refused), "{refused}");
    }
}

const ATTRIBUTES: [&str; 16] = [
    "viewBox",
    "role",
    "fill",
    "stroke",
    "stroke-width",
    "stroke-opacity",
    "stroke-dasharray",
    "stroke-linecap",
    "stroke-linejoin",
    "d",
    "r",
    "x",
    "y",
    "width",
    "height",
    "transform",
];

#[test]
fn a_hostile_title_adds_no_element() {
    let [mut chart, ..] = samples();
    let elements = |chart: &Chart| {
        let svg = chart.wheel().svg();
        assert!(!svg.contains("<script"));
        roxmltree::Document::parse(&svg).unwrap().descendants().filter(roxmltree::Node::is_element).count()
    };
    let before = elements(&chart);
    for title in
        ["</title><script>alert(1)</script>", "]]><!--", "&#x3c;g/>", "\" onload=\"x", "\0\u{1b}\u{ffff}"]
    {
        title.clone_into(&mut chart.title);
        assert_eq!(elements(&chart), before, "{title}");
    }
}

#[test]
fn the_ascendant_is_on_the_left_and_signs_go_round_against_the_clock() {
    let [natal, _, timeless] = samples();
    for (chart, left) in [(&natal, 192.6), (&timeless, 0.0)] {
        let plan = Plan::of(&chart.wheel());
        for (degrees, x, y) in [(left, -100.0, 0.0), (left + 90.0, 0.0, 100.0), (left + 180.0, 100.0, 0.0)] {
            let spot = plan.at(degrees, 100.0);
            assert!((spot.x - x).abs() < 1e-9 && (spot.y - y).abs() < 1e-9, "{degrees}: {spot:?}");
        }
    }
}

#[test]
fn without_an_ascendant_the_first_cusp_is_on_the_left() {
    let [mut chart, ..] = samples();
    chart.axes = None;
    chart.cusps =
        Some(Cusps::new(std::array::from_fn(|i| 30.0 * f64::from(u8::try_from(i).unwrap()) + 60.0)).unwrap());
    assert!((Plan::of(&chart.wheel()).at(60.0, 1.0).x + 1.0).abs() < 1e-12);
}

#[test]
fn without_a_time_there_are_no_houses_and_no_axes() {
    let [natal, _, mut timeless] = samples();
    timeless.theme = Theme::Light;
    let palette = Palette::of(Theme::Light);
    let bold = "stroke-width=\"1.7\"";
    assert!(natal.wheel().svg().contains(palette.house.surface) && natal.wheel().svg().contains(bold));
    assert!(
        !timeless.wheel().svg().contains(palette.house.surface) && !timeless.wheel().svg().contains(bold)
    );
}

#[test]
fn a_hundred_points_have_small_labels_that_do_not_touch() {
    let longitudes: Vec<f64> = (0_u8..100).map(|i| f64::from(i) * 0.3).collect();
    let chart = Chart { inner: marks(&longitudes), ..Chart::default() };
    let wheel = chart.wheel();
    let plan = Plan::of(&wheel);
    let (scale, labels) = points::labels(&plan, &plan.inner, &wheel.inner);
    assert!(scale < 1.0 && labels.len() == 100);
    let blocks: Vec<Block> = labels
        .iter()
        .flat_map(|label| (0..4).map(|row| Block::new(label.rows[row], plan::row_size(row, scale))))
        .collect();
    none_overlap(&blocks).unwrap();
}

#[test]
fn so_many_points_as_promised_have_labels_of_full_size() {
    let [natal, transits, _] = samples();
    for chart in [natal, transits] {
        let plan = Plan::of(&chart.wheel());
        for band in plan.outer.iter().chain([&plan.inner]) {
            assert!(band.scale_for(40) >= band.scale, "{}", band.gap(band.scale));
        }
    }
}

/// Left, top, right and bottom of the ink of what is drawn with a stroke so wide.
fn ink(stroke: f64, drawn: &str) -> [f32; 4] {
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-99 -99 198 198\" fill=\"none\" \
         stroke-linecap=\"round\" stroke-linejoin=\"round\"><g stroke=\"#000\" stroke-width=\"{stroke}\">{drawn}</g></svg>"
    );
    let tree = usvg::Tree::from_str(&svg, &usvg::Options::default()).unwrap();
    let found = tree.root().abs_stroke_bounding_box();
    // The view box has moved all by 99.
    [found.left(), found.top(), found.right(), found.bottom()].map(|edge| edge - 99.0)
}

fn assert_within(ink: [f32; 4], (width, height): (f64, f64), what: &str) {
    let [left, top, right, bottom] = ink.map(f64::from);
    let inside =
        left.abs().max(right.abs()) <= width / 2.0 + 0.1 && top.abs().max(bottom.abs()) <= height / 2.0 + 0.1;
    assert!(inside && right > left && bottom > top, "{what}: {ink:?} in {width} by {height}");
}

#[test]
fn the_ink_of_every_glyph_is_within_its_box() {
    for glyph in Glyph::ALL {
        let drawn = format!("<path d=\"{}\"/>", glyph.shape());
        assert_within(ink(glyph::WEIGHT, &drawn), (glyph::SIZE, glyph::SIZE), &format!("{glyph:?}"));
    }
}

#[test]
fn the_ink_of_every_text_is_within_its_box() {
    let written = |text: &str, size: (f64, f64)| {
        let mut pen = Pen::new();
        letters::write(&mut pen, text, pen::Spot { x: 0.0, y: 0.0 }, 14.0);
        assert_within(ink(letters::WEIGHT, &pen.done()), size, text);
    };
    for minutes in 0_u32..1_800 {
        let position =
            SignPosition { sign: Sign::Aries, degrees: minutes / 60, minutes: minutes % 60, seconds: 0 };
        let (degrees, minutes) = (points::degrees(position), points::minutes(position));
        written(&degrees, letters::size("00°", 14.0));
        written(&minutes, letters::size("00′", 14.0));
    }
    for text in ["℞", "AC", "DC", "MC", "IC", "1", "12"] {
        written(text, letters::size(text, 14.0));
    }
}

/// A change of these is a change of the picture: look at it, then write the new ones down.
#[test]
fn pictures_change_on_purpose_only() {
    let hashes = samples().map(|chart| {
        Sha256::digest(chart.wheel().svg()).iter().take(8).fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").unwrap();
            text
        })
    });
    assert_eq!(hashes, ["5c0ce5448ab996ed", "b5f448b46cca0797", "a026f9a136aab4a0"]);
}

#[cfg(feature = "png")]
mod pixels {
    use resvg::tiny_skia::Pixmap;

    use super::*;

    #[test]
    fn a_picture_is_as_wide_as_asked_opaque_and_not_empty() {
        for chart in samples() {
            for width in [64, 301] {
                let pixels = Pixmap::decode_png(&chart.wheel().png(width).unwrap()).unwrap();
                assert_eq!((pixels.width(), pixels.height()), (width, width));
                assert!(pixels.pixels().iter().all(|pixel| pixel.alpha() == 255));
                let corner = pixels.pixels()[0];
                assert!(pixels.pixels().iter().filter(|pixel| **pixel != corner).count() > 1_000);
            }
        }
    }

    #[test]
    fn other_widths_are_refused() {
        let [chart, ..] = samples();
        for width in [0, 63, 4_097, u32::MAX] {
            assert!(matches!(chart.wheel().png(width), Err(Error::Width(refused)) if refused == width));
        }
    }
}
