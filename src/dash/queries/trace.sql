-- Question: which line of which file, imported when, does a record come from?
-- Grain:    one row per source line; further lines combined in the record come after the main one.
-- Params:   $table_name, $id.
-- Units:    -
WITH record AS (
    SELECT file_id, line FROM /*table*/ true WHERE /*key*/ true
), source AS (
    SELECT file_id, line, true AS main FROM record
    UNION ALL
    SELECT j.also_file_id, j.also_line, false
    FROM joined_lines j JOIN record r USING (file_id, line)
    WHERE j.table_name = $table_name
)
SELECT f.file, s.line, s.main, f.import_id, i.imported_at, f.sha256
FROM source s
LEFT JOIN import_files f USING (file_id)
LEFT JOIN imports i ON i.import_id = f.import_id
ORDER BY s.main DESC, f.file, s.line
