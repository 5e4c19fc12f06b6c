-- Charts of two skies: transits, the sky of a moment around a birth, and synastry, that of another birth around it. The
-- second sky is part of the sealed request, so that no column is added; a birth taken from a saved chart is copied there.

ALTER TABLE astrology.charts DROP CONSTRAINT charts_kind_check;
ALTER TABLE astrology.charts ADD CONSTRAINT charts_kind_check CHECK (kind IN ('natal', 'transits', 'synastry'));
